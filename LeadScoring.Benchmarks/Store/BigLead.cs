using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Benchmarks.Store;

/// <summary>Events of one lead with a history of 100,000 events, committed one at a time, in order and late.</summary>
internal static class BigLead
{
    private const int History = 100_000;
    private const int Commits = 3_000;

    public static async Task RunAsync(IServiceProvider store, EventSource source)
    {
        var lead = (await store.GetRequiredService<ILeadStore>()
            .CreateAsync(new("Big", "big@example.com", null, LeadStatus.New, null), default)).Created!.Id;
        var events = store.GetRequiredService<IEventStore>();
        await StoreBenchmark.CommitAsync(events, source.InOrder(History, lead), 1000);
        var (inOrder, late) = (new Stopclock("100,000-event lead, in order"), new Stopclock("100,000-event lead, late"));
        for (var round = 0; round < 4; round++)
        {
            await inOrder.MeasureAsync(Commits, () => StoreBenchmark.CommitAsync(events, source.InOrder(Commits, lead), 1));
            await late.MeasureAsync(Commits, () => StoreBenchmark.CommitAsync(events, source.Late(Commits, lead), 1));
        }

        Console.WriteLine(inOrder);
        Console.WriteLine(late);
        Console.WriteLine($"processor time, late / in order {late.ProcessorMicroseconds / inOrder.ProcessorMicroseconds:n2}");
    }
}
