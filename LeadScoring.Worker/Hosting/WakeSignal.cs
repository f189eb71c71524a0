using LeadScoring.Streams;
using StackExchange.Redis;

namespace LeadScoring.Worker.Hosting;

/// <summary>Ends a wait early. Rings while nobody waits add up to one.</summary>
internal sealed class WakeSignal : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // It already rang.
        }
    }

    public Task WaitAsync(TimeSpan limit, CancellationToken ct) => _rung.WaitAsync(limit, ct);

    /// <summary>Rings on every message of a channel. Until that works, whoever waits polls.</summary>
    public async Task ListenAsync(IConnectionMultiplexer redis, RedisChannel channel, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(channel, (_, _) => Ring()).WaitAsync(ct);
                return;
            }
            catch (Exception e) when (RedisGuard.IsRedisTrouble(e))
            {
                await Task.Delay(RetryEvery, ct);
            }
        }
    }

    public void Dispose() => _rung.Dispose();
}
