using LeadScoring.Streams;
using LeadScoring.Worker.Leases;
using StackExchange.Redis;

namespace LeadScoring.Worker.Rescore;

internal sealed class RescoreService(RescoreLoop loop, PartitionLeases leases, IConnectionMultiplexer redis) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        leases.Gained += loop.Wake.Ring;
        var listening = loop.Wake.ListenAsync(redis, StreamKeys.RulesWake, stoppingToken);
        await loop.RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
