using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

public sealed class AppendFaultTests : WorkerFixture
{
    /// <summary>The client saw no answer, although everything had arrived: it sends the whole request again, and nothing counts twice.</summary>
    [Fact]
    public async Task An_api_that_dies_after_appending_costs_nothing_but_duplicates()
    {
        var events = Traffic(200);
        var fault = new FaultAt("append.after");
        await using (var dying = Api(fault))
        {
            using var death = new CancellationTokenSource();
            var request = dying.GetRequiredService<IEventQueue>().EnqueueAsync(Lane.Live, events, death.Token);
            await fault.Reached.WaitAsync(Wait.Limit);
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, "worker-1"));
        await SubmitAsync(Lane.Live, [.. events.Select(Resubmitted)]);

        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Equal(events.DistinctBy(e => e.EventId).Count(), await Store.Events.CountAsync(default));
    }

    private static IncomingEvent Resubmitted(IncomingEvent e) => e with { Submission = Random.Shared.NextInt64() };

    private ServiceProvider Api(IFaultPoints faults) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton<IConnectionMultiplexer>(Connection)
        .AddSingleton(faults)
        .AddLeadScoringStreams()
        .BuildServiceProvider();
}
