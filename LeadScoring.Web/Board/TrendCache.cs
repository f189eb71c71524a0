using LeadScoring.Contracts.Leads;

namespace LeadScoring.Web.Board;

/// <summary>The sparklines of leads that were on a board lately. Not thread-safe.</summary>
public sealed class TrendCache
{
    /// <summary>Between two scores: every span of <see cref="TrendSpan"/> begins at one of them.</summary>
    public const int StepHours = 8;

    /// <summary>Of 14 days.</summary>
    public const int Points = (14 * 24 / StepHours) + 1;
    private const int MaxPerRequest = 100;

    /// <summary>Known sparklines that are read again at once: a browser draws a few at a time more smoothly than all.</summary>
    private const int MaxRefreshed = 8;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAgeOutdated = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, (IReadOnlyList<long>? Scores, DateTimeOffset ReadAt)> _byLead = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outdated = new(StringComparer.Ordinal);

    /// <summary>They are shown until they are read again, and that is at once and together, as if they had never been read.</summary>
    private readonly HashSet<string> _unusable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _requested = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedSince = new(StringComparer.Ordinal);
    private bool _isAnswerUnusable;

    public int Count => _byLead.Count;

    public IReadOnlyList<long>? Of(string leadId) => _byLead.TryGetValue(leadId, out var entry) ? entry.Scores : null;

    /// <summary>The past of these leads has changed: those that are known, or being read, are read again soon.</summary>
    public void MarkOutdated(IEnumerable<string> leadIds)
    {
        foreach (var id in leadIds)
        {
            if (_requested.Contains(id)) _changedSince.Add(id);
            else if (_byLead.ContainsKey(id)) _outdated.Add(id);
        }
    }

    /// <summary>After a bulk load, or a gap in the feed: nothing that is known, or being read, can be trusted.</summary>
    public void MarkAllOutdated()
    {
        _unusable.UnionWith(_byLead.Keys);
        _isAnswerUnusable = _requested.Count > 0;
    }

    /// <summary>These leads are being read: the answer may not contain changes from now on.</summary>
    public void MarkRequested(IEnumerable<string> leadIds) => _requested.UnionWith(leadIds);

    /// <summary>The leads to read next: those that never were, as many as one request takes; otherwise the oldest few.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> leadIds, DateTimeOffset now)
    {
        var ids = leadIds.Distinct(StringComparer.Ordinal).ToList();
        var unread = ids.Where(id => !_byLead.ContainsKey(id) || _unusable.Contains(id)).Take(MaxPerRequest).ToList();
        return unread.Count > 0 ? unread : [.. ids.Where(IsOld).OrderByDescending(_outdated.Contains).ThenBy(id => _byLead[id].ReadAt).Take(MaxRefreshed)];

        bool IsOld(string id) => now - _byLead[id].ReadAt >= (_outdated.Contains(id) ? MaxAgeOutdated : MaxAge);
    }

    /// <summary>Stores an answer. The leads requested are not read again within a minute, also when there was no answer.</summary>
    /// <param name="answer">Null: it failed.</param>
    public void Put(IReadOnlyList<string> requested, TrendListResponse? answer, DateTimeOffset now)
    {
        foreach (var (id, entry) in _byLead)
        {
            if (now - entry.ReadAt < ForgetAfter) continue;
            _byLead.Remove(id);
            _outdated.Remove(id);
            _unusable.Remove(id);
        }

        foreach (var id in requested) _byLead[id] = (Of(id), now);
        _outdated.ExceptWith(requested);
        _unusable.ExceptWith(requested);
        if (_isAnswerUnusable) _unusable.UnionWith(requested);
        _isAnswerUnusable = false;
        _outdated.UnionWith(_changedSince);
        _changedSince.Clear();
        _requested.Clear();
        foreach (var trend in answer?.Trends ?? [])
        {
            // The same list instance, so that the row is equal and not rendered again.
            if (Of(trend.LeadId) is { } known && known.SequenceEqual(trend.Scores)) continue;
            _byLead[trend.LeadId] = (trend.Scores, now);
        }
    }
}
