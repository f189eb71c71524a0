using LeadScoring.Core.Feed;
using LeadScoring.Streams.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams.Feed;

/// <summary>What XINFO STREAM says about the feed.</summary>
/// <param name="Newest">The last id ever given out.</param>
/// <param name="Oldest">The oldest entry that is kept.</param>
/// <param name="WasTrimmed">There were entries before the oldest one.</param>
internal readonly record struct FeedBounds(FeedId Newest, FeedId Oldest, bool WasTrimmed)
{
    public static async Task<FeedBounds> ReadAsync(IDatabase db)
    {
        RedisResult[] reply;
        try
        {
            reply = (await db.ExecuteAsync("XINFO", "STREAM", StreamKeys.Feed).ConfigureAwait(false)).Items();
        }
        catch (RedisServerException e) when (e.Message.Contains("no such key", StringComparison.Ordinal))
        {
            return default;
        }

        var (newest, oldest, length, added) = (default(FeedId), default(FeedId), 0L, long.MaxValue);
        for (var i = 0; i + 1 < reply.Length; i += 2)
        {
            switch (reply[i].Text())
            {
                case "last-generated-id": newest = FeedId.Parse(reply[i + 1].Text()); break;
                case "length": length = (long)reply[i + 1]; break;
                case "entries-added": added = (long)reply[i + 1]; break;
                case "first-entry" when !reply[i + 1].IsNull: oldest = FeedId.Parse(reply[i + 1].Items()[0].Text()); break;
            }
        }

        return new(newest, oldest, added > length);
    }

    /// <summary>Everything after the id is still there. An id that was never given out is of another feed's life.</summary>
    public bool Cover(FeedId id) => id == Newest
        || (id < Newest && ((Oldest != default && id >= Oldest) || (!WasTrimmed && id == default)));
}
