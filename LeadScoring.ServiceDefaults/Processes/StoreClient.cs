using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults;

public static class StoreClient
{
    /// <summary>Nothing to add: the store makes its own client.</summary>
    public static void AddStoreClient(this IHostApplicationBuilder builder, string name)
    {
    }
}
