using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Activity;

/// <summary>A change of the feed.</summary>
/// <param name="Number">Counts those of this process: the newer, the higher.</param>
public sealed record ActivityItem(long Number, FeedEntry Entry);

/// <param name="Newest">The number of the newest change; 0: none.</param>
/// <param name="IsReady">What was before this process has been read.</param>
public sealed record ActivityMark(long Newest, bool IsReady);

/// <summary>The last changes of the feed, once for all circuits: <see cref="FeedReader"/> adds them, pages are told and take what they have not seen. Thread-safe, bounded.</summary>
public sealed class ActivityLog(LeadNames names, TimeProvider time)
{
    public const int Capacity = 500;

    private const int PageSize = 1_000;
    private const int MaxPages = 5;

    /// <summary>How far back is looked until there is enough: a busy feed has it in seconds, a quiet one in weeks.</summary>
    private static readonly TimeSpan[] Spans = [TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(30)];

    private readonly Lock _gate = new();
    private readonly Queue<ActivityItem> _items = new(Capacity + 1);

    /// <summary>A change can be announced twice.</summary>
    private readonly HashSet<(string LeadId, long Version)> _known = [];
    private long _newest;

    public Broadcast<ActivityMark> Newest { get; } = new(new(0, false), time);

    /// <summary>Oldest first.</summary>
    public void Add(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.Kind is ChangeKinds.Lead or ChangeKinds.Deleted) names.Forget(entry.LeadId);
                if (!_known.Add((entry.LeadId, entry.Version))) continue;
                _items.Enqueue(new(++_newest, entry));
                if (_items.Count > Capacity && _items.Dequeue().Entry is var oldest) _known.Remove((oldest.LeadId, oldest.Version));
            }
        }

        Newest.Publish(new(_newest, true));
    }

    /// <summary>What is newer than a number, oldest first; as far as it is still here.</summary>
    public IReadOnlyList<ActivityItem> After(long number)
    {
        lock (_gate) return _newest <= number ? [] : [.. _items.SkipWhile(i => i.Number <= number)];
    }

    /// <summary>Reads what happened before the feed is followed, or while it could not be.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="until">The entry from which on it is followed.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task FillAsync(IChangeFeed feed, string until, CancellationToken ct)
    {
        var last = FeedId.Parse(until);
        IReadOnlyList<FeedEntry> found = [];
        foreach (var span in Spans)
        {
            if (await TailAsync(feed, last, span, ct).ConfigureAwait(false) is not { } tail) break;
            found = tail;
            if (found.Count >= Capacity) break;
        }

        Add(found);
    }

    /// <returns>Null: it is too much to be read to its end, which is what counts.</returns>
    private async Task<IReadOnlyList<FeedEntry>?> TailAsync(IChangeFeed feed, FeedId last, TimeSpan span, CancellationToken ct)
    {
        var found = new List<FeedEntry>();
        var after = $"{Math.Max(0, (time.GetUtcNow() - span).ToUnixTimeMilliseconds())}-0";
        for (var i = 0; i < MaxPages; i++)
        {
            var page = await feed.ReadAsync(after, PageSize, ct).ConfigureAwait(false);
            found.AddRange(page.Entries.Where(e => FeedId.Parse(e.Id) <= last));
            if (page.Entries.Count < PageSize) return found.Count <= Capacity ? found : found[^Capacity..];
            after = page.LastId;
        }

        return null;
    }
}
