using LeadScoring.Core.Mongo;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Core.Storage;

public static partial class StoreRegistration
{
    static partial void AddMongo(IServiceCollection services, string connectionString, ref bool isRegistered)
    {
        services.AddMongoStore(connectionString);
        isRegistered = true;
    }
}
