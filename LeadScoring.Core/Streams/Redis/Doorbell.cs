namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// Publishes on a channel, coalesced: at most one PUBLISH under way and one to follow, however often it is rung. Losing one is
/// no error, since everybody who listens polls as well.
/// </summary>
public sealed class Doorbell(RedisConnection redis, string channel)
{
    private int _rings;

    public void Ring()
    {
        if (Interlocked.Increment(ref _rings) == 1) _ = PublishAsync();
    }

    private async Task PublishAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _rings);
            try
            {
                await redis.ExecuteAsync("PUBLISH", channel, "1").ConfigureAwait(false);
            }
            catch (QueueUnavailableException)
            {
                // Whoever listens polls.
            }
        }
        while (Interlocked.CompareExchange(ref _rings, 0, seen) != seen);
    }
}
