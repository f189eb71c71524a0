using LeadScoring.Core.Rules;
using StackExchange.Redis;

namespace LeadScoring.Streams.Notifications;

/// <summary>
/// Publishes notifications without content on one channel. Calls made while a PUBLISH is in flight result in one more PUBLISH after it.
/// A notification can be lost; subscribers poll as well.
/// </summary>
internal sealed class Notifier(IConnectionMultiplexer redis, RedisChannel channel)
{
    private const int Idle = 0, Publishing = 1, PublishAgain = 2;
    private int _state = Idle;

    /// <summary>Returns at once and never throws.</summary>
    public void Notify()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            if (seen == PublishAgain) return;
            if (Interlocked.CompareExchange(ref _state, seen + 1, seen) != seen) continue;
            if (seen == Idle) _ = PublishAsync();
            return;
        }
    }

    private async Task PublishAsync()
    {
        do
        {
            Volatile.Write(ref _state, Publishing);
            try
            {
                await redis.GetSubscriber().PublishAsync(channel, "1").ConfigureAwait(false);
            }
            catch (Exception e) when (RedisCall.IsFailure(e))
            {
                // Subscribers poll.
            }
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Publishing) != Publishing);
    }
}

/// <summary>The receiving side of <see cref="Notifier"/>.</summary>
public static class NotificationSubscription
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>Subscribes a handler to a channel; tries again until Redis can be reached. The client restores the subscription after a reconnect.</summary>
    public static async Task SubscribeAsync(
        this IConnectionMultiplexer redis, RedisChannel channel, Action<RedisChannel, RedisValue> handler, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(channel, handler).WaitAsync(ct).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (RedisCall.IsFailure(e))
            {
                await Task.Delay(RetryDelay, ct).ConfigureAwait(false);
            }
        }
    }
}

public sealed class RedisJobNotifier(IConnectionMultiplexer redis) : IJobNotifier
{
    private readonly Notifier _notifier = new(redis, StreamKeys.RulesChannel);

    public Task NotifyAsync(CancellationToken ct)
    {
        _notifier.Notify();
        return Task.CompletedTask;
    }
}
