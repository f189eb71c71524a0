using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

public sealed class RedisRescoreBell(IConnectionMultiplexer redis) : IRescoreBell
{
    private readonly Doorbell _bell = new(redis, StreamKeys.RulesWake);

    public void Ring() => _bell.Ring();
}
