using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

public sealed class RedisRuleSignal(IConnectionMultiplexer redis) : IRuleSignal
{
    private readonly Doorbell _bell = new(redis, StreamKeys.RulesWake);

    public Task AnnounceAsync(CancellationToken ct)
    {
        _bell.Ring();
        return Task.CompletedTask;
    }
}
