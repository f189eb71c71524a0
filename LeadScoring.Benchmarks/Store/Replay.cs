using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Benchmarks.Store;

/// <summary>Rescores everything, by publishing a rule from the beginning of time.</summary>
internal static class Replay
{
    public static async Task RunAsync(IServiceProvider store)
    {
        var rescores = store.GetRequiredService<IJobStore>();
        var rule = new RuleDraft("page_view", 6, true, "", AppliesToAll: true, null);
        await store.GetRequiredService<IRuleStore>().PublishAsync(rule, default);
        var events = (int)await store.GetRequiredService<IEventStore>().CountAsync(default);
        var clock = new Stopclock("replay of everything");
        await clock.MeasureAsync(events, async () =>
        {
            while (await rescores.NextAsync(default) is { } job)
            {
                await rescores.AdvanceAsync(job, await rescores.RunChunkAsync(job, 500, false, default), default);
            }
        });
        Console.WriteLine(clock);
    }
}
