using System.Collections.Concurrent;

namespace LeadScoring.Core.Mongo;

/// <summary>
/// States of leads whose last commit is known to have written everything. Mostly a worker's own, since it keeps its partitions;
/// of others it makes sure. Bounded.
/// </summary>
internal sealed class SettledLeads
{
    private const int MaxKnown = 200_000;

    private readonly ConcurrentDictionary<string, long> _stamps = new(StringComparer.Ordinal);

    public bool Contains(MongoLead lead) => _stamps.TryGetValue(lead.Id, out var stamp) && stamp == lead.Stamp;

    public void Add(string leadId, long stamp)
    {
        if (_stamps.Count >= MaxKnown) _stamps.Clear();
        _stamps[leadId] = stamp;
    }
}
