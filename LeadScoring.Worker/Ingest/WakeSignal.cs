using System.Threading.Channels;
using LeadScoring.Core.Streams.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>Rings when somebody publishes on the channel. PUBLISH can be lost, so every wait ends after the poll time as well.</summary>
public sealed class WakeSignal(RedisConnection redis, string channel)
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task? _subscribed;

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (_subscribed is null or { IsFaulted: true }) _subscribed = redis.Subscriber.SubscribeAsync(channel, (_, _) => _rings.Writer.TryWrite(true));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            await _rings.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look without having been called.
        }
    }
}
