using System.Threading.Channels;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using StackExchange.Redis;

namespace LeadScoring.Web.Live;

/// <summary>Whether the change feed has something newer than what was seen last. Called by PUBLISH; polls because that can be lost.</summary>
public sealed class FeedTail(IConnectionMultiplexer redis)
{
    private const int AnswerMs = 3_000;
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task? _subscribed;
    private string? _lastId;

    /// <summary>Looks at the newest entry only: a feed that was trimmed or emptied meanwhile counts as changed.</summary>
    public async Task<FeedAnswer> HasChangedAsync(CancellationToken ct)
    {
        try
        {
            if (_subscribed is null or { IsFaulted: true })
            {
                _subscribed = redis.GetSubscriber().SubscribeAsync(StreamKeys.FeedWake, (_, _) => _rings.Writer.TryWrite(true));
            }

            var newest = (RedisResult[])(await RedisGuard.RunAsync(
                () => redis.GetDatabase().ExecuteAsync("XREVRANGE", StreamKeys.Feed, "+", "-", "COUNT", 1), AnswerMs, ct).ConfigureAwait(false))!;
            var id = newest.Length == 0 ? "" : (string)((RedisResult[])newest[0]!)[0]!;
            if (id == _lastId) return FeedAnswer.Quiet;
            _lastId = id;
            return FeedAnswer.Changed;
        }
        catch (Exception e) when (e is QueueUnavailableException)
        {
            _lastId = null;
            return FeedAnswer.Away;
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
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
