using LeadScoring.Core.Rules;
using StackExchange.Redis;

namespace LeadScoring.Streams.Notifications;

/// <summary>
/// A PUBLISH that carries no content. However often it is rung, at most one is in flight and one more follows.
/// A lost ring is harmless: listeners poll as well.
/// </summary>
internal sealed class Doorbell(IConnectionMultiplexer redis, RedisChannel channel)
{
    private const int Idle = 0, Ringing = 1, RingAgain = 2;
    private int _state = Idle;

    public void Ring()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            if (seen == RingAgain) return;
            if (Interlocked.CompareExchange(ref _state, seen + 1, seen) != seen) continue;
            if (seen == Idle) _ = PublishAsync();
            return;
        }
    }

    private async Task PublishAsync()
    {
        do
        {
            Volatile.Write(ref _state, Ringing);
            try
            {
                await redis.GetSubscriber().PublishAsync(channel, "1").ConfigureAwait(false);
            }
            catch (Exception e) when (RedisGuard.IsRedisTrouble(e))
            {
                // Listeners poll.
            }
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Ringing) != Ringing);
    }
}

public sealed class RedisRuleChangeNotifier(IConnectionMultiplexer redis) : IRuleChangeNotifier
{
    private readonly Doorbell _bell = new(redis, StreamKeys.RulesWake);

    public Task AnnounceAsync(CancellationToken ct)
    {
        _bell.Ring();
        return Task.CompletedTask;
    }
}
