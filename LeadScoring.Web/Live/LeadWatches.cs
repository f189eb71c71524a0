using LeadScoring.Core.Feed;

namespace LeadScoring.Web.Live;

/// <summary>Who looks at which leads, and is to be told when one of them changes. Thread-safe.</summary>
public sealed class LeadWatches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<LeadWatch>> _byLead = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate) return _byLead.Count;
        }
    }

    /// <summary>Dispose it to stop.</summary>
    public LeadWatch Watch(IEnumerable<string> leadIds)
    {
        var watch = new LeadWatch(this, [.. leadIds.Distinct(StringComparer.Ordinal)]);
        lock (_gate)
        {
            foreach (var id in watch.LeadIds)
            {
                if (!_byLead.TryGetValue(id, out var watches)) _byLead[id] = watches = [];
                watches.Add(watch);
            }
        }

        return watch;
    }

    public void Take(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            if (_byLead.Count == 0) return;
            foreach (var entry in entries)
            {
                if (!_byLead.TryGetValue(entry.LeadId, out var watches)) continue;
                foreach (var watch in watches) watch.Ring();
            }
        }
    }

    /// <summary>Something may have been missed.</summary>
    public void RingAll()
    {
        lock (_gate)
        {
            foreach (var watches in _byLead.Values)
            {
                foreach (var watch in watches) watch.Ring();
            }
        }
    }

    internal void Remove(LeadWatch watch)
    {
        lock (_gate)
        {
            foreach (var id in watch.LeadIds)
            {
                if (!_byLead.TryGetValue(id, out var watches) || !watches.Remove(watch)) continue;
                if (watches.Count == 0) _byLead.Remove(id);
            }
        }
    }
}
