using LeadScoring.Streams.Notifications;
using StackExchange.Redis;

namespace LeadScoring.Worker.Hosting;

/// <summary>Ends the wait of a polling loop early. Signals that come while the loop is busy end its next wait, once.</summary>
internal sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim _signals = new(0, 1);

    public void Set()
    {
        try
        {
            _signals.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    public Task WaitAsync(TimeSpan limit, CancellationToken ct) => _signals.WaitAsync(limit, ct);

    /// <summary>Sets the signal at every notification on a channel. Returns once subscribed; until then the loop polls.</summary>
    public Task SubscribeAsync(IConnectionMultiplexer redis, RedisChannel channel, CancellationToken ct) =>
        redis.SubscribeAsync(channel, (_, _) => Set(), ct);

    public void Dispose() => _signals.Dispose();
}
