using LeadScoring.Streams;
using LeadScoring.Worker.Leases;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>Runs the ingest loop; a stop finishes the batch in hand, for at most four seconds.</summary>
internal sealed class IngestService(IngestLoop loop, PartitionLeases leases, IConnectionMultiplexer redis) : BackgroundService
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        leases.Gained += loop.Wake.Ring;
        using var abandon = new CancellationTokenSource();
        await using var stop = stoppingToken.Register(() => abandon.CancelAfter(StopLimit));
        var listening = loop.Wake.ListenAsync(redis, StreamKeys.Wake, stoppingToken);
        try
        {
            await loop.RunAsync(stoppingToken, abandon.Token);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // What was in hand stays pending for the next owner.
        }

        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
