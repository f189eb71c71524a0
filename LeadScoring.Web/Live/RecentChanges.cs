using LeadScoring.Core.Feed;

namespace LeadScoring.Web.Live;

/// <summary>What the change feed reported lately, as far as boards show it. Thread-safe, bounded.</summary>
public sealed class RecentChanges
{
    private const int MaxLeads = 4_096;
    private const int MaxOutdated = 10_000;

    /// <summary>A sparkline of two weeks shows no difference for an event that is committed within this time.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(4);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LatestChange> _latest = new(StringComparer.Ordinal);
    private readonly Queue<string> _leads = new();
    private readonly HashSet<string> _outdated = new(StringComparer.Ordinal);
    private bool _areAllOutdated;

    public void Add(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.Change != 0) AddLatest(entry);
                var isInPast = entry.Kind == ChangeKinds.Rescored || entry.ProcessedAtMs - entry.EarliestMs > MaxDelay.TotalMilliseconds;
                if (isInPast && _outdated.Count < MaxOutdated) _outdated.Add(entry.LeadId);
            }
        }
    }

    /// <summary>The latest change of the lead's score; null unless it is among the leads that changed most recently.</summary>
    public LatestChange? LatestOf(string leadId)
    {
        lock (_gate) return _latest.GetValueOrDefault(leadId);
    }

    /// <summary>Leads whose sparkline is outdated since the last call, because their past has changed: by late events, imports, or rules for the past.</summary>
    public IReadOnlyList<string> DrainOutdated()
    {
        lock (_gate)
        {
            if (_outdated.Count == 0) return [];
            var leads = _outdated.ToList();
            _outdated.Clear();
            return leads;
        }
    }

    /// <summary>Changes were missed, or so many came that none of the sparklines can be trusted.</summary>
    public void MarkAllOutdated()
    {
        lock (_gate) _areAllOutdated = true;
    }

    /// <summary>Whether <see cref="MarkAllOutdated"/> was called since the last call.</summary>
    public bool DrainAllOutdated()
    {
        lock (_gate) return Interlocked.Exchange(ref _areAllOutdated, false);
    }

    private void AddLatest(FeedEntry entry)
    {
        if (!_latest.ContainsKey(entry.LeadId)) _leads.Enqueue(entry.LeadId);
        _latest[entry.LeadId] = new(entry.EventType, entry.Change, DateTimeOffset.FromUnixTimeMilliseconds(entry.ProcessedAtMs));
        if (_leads.Count > MaxLeads) _latest.Remove(_leads.Dequeue());
    }
}

/// <summary>The change of a lead's score that the feed reported last.</summary>
/// <param name="EventType">Null when several events, or a rule, caused it.</param>
public sealed record LatestChange(string? EventType, long Change, DateTimeOffset At);
