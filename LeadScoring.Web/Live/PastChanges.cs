using LeadScoring.Core.Feed;

namespace LeadScoring.Web.Live;

/// <summary>Leads of which more than the present has changed: late events, imports, rules for the past. Thread-safe, bounded.</summary>
public sealed class PastChanges
{
    /// <summary>What is younger is the present, as far as a small chart of two weeks shows it.</summary>
    private static readonly TimeSpan Present = TimeSpan.FromHours(4);
    private const int Capacity = 10_000;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _leads = new(StringComparer.Ordinal);

    public void Take(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                var isPast = entry.Kind == "rescored" || entry.ProcessedAtMs - entry.TimestampMs > Present.TotalMilliseconds;
                if (isPast && _leads.Count < Capacity) _leads.Add(entry.LeadId);
            }
        }
    }

    /// <summary>Those since the last call.</summary>
    public IReadOnlyList<string> Drain()
    {
        lock (_gate)
        {
            if (_leads.Count == 0) return [];
            var leads = _leads.ToList();
            _leads.Clear();
            return leads;
        }
    }
}
