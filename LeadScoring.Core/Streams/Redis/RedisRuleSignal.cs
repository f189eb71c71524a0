namespace LeadScoring.Core.Streams.Redis;

/// <summary>Wakes the worker that rescores; it polls as well.</summary>
public sealed class RedisRuleSignal(RedisConnection redis) : IRuleSignal
{
    private readonly Doorbell _wake = new(redis, StreamKeys.RulesWake);

    public Task AnnounceAsync(CancellationToken ct)
    {
        _wake.Ring();
        return Task.CompletedTask;
    }
}
