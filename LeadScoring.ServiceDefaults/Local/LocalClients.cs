using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

/// <summary>What is different about clients without Aspire's packages.</summary>
public static class LocalClients
{
    /// <summary>Nothing to add: there is one call per answer, and addresses come from the configuration.</summary>
    internal static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
    }

    /// <summary>The store makes its own client.</summary>
    public static void AddStoreClient(this IHostApplicationBuilder builder, string name)
    {
    }

    /// <summary>Completions run side by side: otherwise they run one after the other on one thread, and one that blocks stalls all later replies.</summary>
    public static ConnectionMultiplexer CompletingInParallel(this ConnectionMultiplexer connection)
    {
        connection.PreserveAsyncOrder = false;
        return connection;
    }
}
