using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Trends;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Tests.Store;

/// <summary>A new, empty store of one adapter, for one test.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    ManualTime Time { get; }

    string ConnectionString { get; }

    /// <summary>Another instance on the same data, as another process would have it.</summary>
    StorePorts Open();
}

/// <summary>The ports of one store instance.</summary>
public sealed record StorePorts(
    IEventStore Events, ILeadStore Leads, IRuleStore Rules, IJobStore Rescores, IStoreInfo Info, ITrendStore Trends,
    IImportStore Imports)
{
    public static StorePorts Of(IServiceProvider services) => new(
        services.GetRequiredService<IEventStore>(), services.GetRequiredService<ILeadStore>(), services.GetRequiredService<IRuleStore>(),
        services.GetRequiredService<IJobStore>(), services.GetRequiredService<IStoreInfo>(), services.GetRequiredService<ITrendStore>(),
        services.GetRequiredService<IImportStore>());
}
