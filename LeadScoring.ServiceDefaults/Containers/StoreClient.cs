using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults;

public static class StoreClient
{
    /// <summary>MongoDB's client, where the connection string names one; the store uses it.</summary>
    public static void AddStoreClient(this IHostApplicationBuilder builder, string name)
    {
        if (builder.Configuration.GetConnectionString(name)?.TrimStart().StartsWith("mongodb", StringComparison.OrdinalIgnoreCase) is not true) return;

        // As with Redis; and its spans would carry the text of failures.
        builder.AddMongoDBClient(
            name,
            settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true),
            client => (client.ServerSelectionTimeout, client.ConnectTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
    }
}
