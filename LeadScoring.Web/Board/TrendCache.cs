using LeadScoring.Web.Events;

namespace LeadScoring.Web.Board;

/// <summary>The sparklines of leads that were on a board lately. For one thread.</summary>
public sealed class TrendCache
{
    public const int Points = 40;
    private const int MaxPerRequest = 100;

    /// <summary>Of those that are known already: a browser draws some at a time more smoothly than all at once.</summary>
    private const int MaxRefreshed = 8;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAgeOutdated = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, (IReadOnlyList<long>? Scores, DateTimeOffset ReadAt)> _byLead = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outdated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedSince = new(StringComparer.Ordinal);

    public int Count => _byLead.Count;

    public IReadOnlyList<long>? Of(string leadId) => _byLead.TryGetValue(leadId, out var entry) ? entry.Scores : null;

    /// <summary>The past of these leads has changed: they are read again soon, if they are known or being read.</summary>
    public void Outdate(IEnumerable<string> leadIds)
    {
        foreach (var id in leadIds)
        {
            if (_asked.Contains(id)) _changedSince.Add(id);
            else if (_byLead.ContainsKey(id)) _outdated.Add(id);
        }
    }

    /// <summary>They are being read: the answer may be older than what changes from now on.</summary>
    public void Ask(IEnumerable<string> leadIds) => _asked.UnionWith(leadIds);

    /// <summary>Those to be read: all that never were, as many as one request takes; otherwise some of the oldest.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> leadIds, DateTimeOffset now)
    {
        var ids = leadIds.Distinct(StringComparer.Ordinal).ToList();
        var unread = ids.Where(id => !_byLead.ContainsKey(id)).Take(MaxPerRequest).ToList();
        return unread.Count > 0 ? unread : [.. ids.Where(IsOld).OrderByDescending(_outdated.Contains).ThenBy(id => _byLead[id].ReadAt).Take(MaxRefreshed)];

        bool IsOld(string id) => now - _byLead[id].ReadAt >= (_outdated.Contains(id) ? MaxAgeOutdated : MaxAge);
    }

    /// <summary>What was read, or nothing for those that could not be: either way they are not asked for again within a minute.</summary>
    public void Put(IReadOnlyList<string> asked, LeadTrends? read, DateTimeOffset now)
    {
        foreach (var (id, entry) in _byLead)
        {
            if (now - entry.ReadAt < Forget) continue;
            _byLead.Remove(id);
            _outdated.Remove(id);
        }

        foreach (var id in asked) _byLead[id] = (Of(id), now);
        _outdated.ExceptWith(asked);
        _outdated.UnionWith(_changedSince);
        _changedSince.Clear();
        _asked.Clear();
        foreach (var trend in read?.Trends ?? [])
        {
            if (Of(trend.LeadId) is { } known && known.SequenceEqual(trend.Scores)) continue;
            _byLead[trend.LeadId] = (trend.Scores, now);
        }
    }
}
