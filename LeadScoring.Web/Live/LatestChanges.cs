using LeadScoring.Core.Feed;

namespace LeadScoring.Web.Live;

/// <summary>The latest change of those leads that changed most recently. Thread-safe, bounded.</summary>
public sealed class LatestChanges
{
    private const int Capacity = 4_096;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LatestChange> _byLead = new(StringComparer.Ordinal);
    private readonly Queue<string> _leads = new();

    public LatestChange? Of(string leadId)
    {
        lock (_gate) return _byLead.GetValueOrDefault(leadId);
    }

    public void Take(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.Change == 0) continue;
                if (!_byLead.ContainsKey(entry.LeadId)) _leads.Enqueue(entry.LeadId);
                _byLead[entry.LeadId] = new(entry.EventType, entry.Change, DateTimeOffset.FromUnixTimeMilliseconds(entry.ProcessedAtMs));
            }

            while (_leads.Count > Capacity) _byLead.Remove(_leads.Dequeue());
        }
    }
}
