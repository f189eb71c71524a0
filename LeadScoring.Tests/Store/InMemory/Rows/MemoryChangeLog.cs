using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Tests.Store.InMemory.Rows;

/// <summary>An entry per stripe and transaction. Positions of one stripe follow each other in steps of <see cref="MemoryRows.Stripes"/>.</summary>
internal sealed class MemoryChangeLog(MemorySession session) : ILeadChangeLog
{
    /// <summary>Announced entries kept of each stripe: few, so that lead tables fall behind and load again.</summary>
    private const int MaxEntries = 20;

    public IReadOnlyList<long> Append(LeadChangeKind kind, IReadOnlyCollection<LeadState> leads, long now)
    {
        var positions = new List<long>();
        foreach (var stripe in leads.GroupBy(lead => lead.Stripe))
        {
            var position = Next(stripe.Key, session.Rows.NewestChanges[stripe.Key]);
            positions.Add(position);
            session.Rows = session.Rows with
            {
                Changes = session.Rows.Changes.Add(position, new(kind, [.. stripe.Select(lead => lead.Number)], now, Announced: false)),
                NewestChanges = session.Rows.NewestChanges.SetItem(stripe.Key, position),
            };
            if (session.Rows.Changes.GetValueOrDefault(Oldest(position)) is { Announced: true }) Remove(Oldest(position));
        }

        return positions;
    }

    public long[] Newest() => [.. session.Rows.NewestChanges];

    public LeadChanges? After(long[] positions)
    {
        var (scores, profiles) = (new HashSet<long>(), new HashSet<long>());
        for (var stripe = 0; stripe < MemoryRows.Stripes; stripe++)
        {
            var newest = session.Rows.NewestChanges[stripe];
            for (var at = positions[stripe]; at < newest;)
            {
                at = Next(stripe, at);
                if (session.Rows.Changes.GetValueOrDefault(at) is not { } change) return null;
                (change.Kind == LeadChangeKind.Profile ? profiles : scores).UnionWith(change.Numbers);
            }
        }

        return new(scores, profiles, Newest());
    }

    public void Announced(IReadOnlyCollection<long> positions)
    {
        foreach (var position in positions)
        {
            if (session.Rows.Changes.GetValueOrDefault(position) is not { Announced: false } change) continue;
            if (position <= Oldest(session.Rows.NewestChanges[(int)(position % MemoryRows.Stripes)])) Remove(position);
            else session.Rows = session.Rows with { Changes = session.Rows.Changes.SetItem(position, change with { Announced = true }) };
        }
    }

    public List<LoggedChange> NotAnnounced(long beforeMs, int limit) =>
    [
        .. session.Rows.Changes.Where(change => !change.Value.Announced && change.Value.AtMs < beforeMs)
            .OrderBy(change => change.Value.AtMs).ThenBy(change => change.Key).Take(limit)
            .Select(change => new LoggedChange(change.Key, change.Value.Kind, change.Value.Numbers, change.Value.AtMs)),
    ];

    /// <summary>The first position of a stripe is above 0, which stands for none.</summary>
    private static long Next(int stripe, long position) => position == 0 ? MemoryRows.Stripes + stripe : position + MemoryRows.Stripes;

    private static long Oldest(long newest) => newest - (MaxEntries * MemoryRows.Stripes);

    private void Remove(long position) => session.Rows = session.Rows with { Changes = session.Rows.Changes.Remove(position) };
}
