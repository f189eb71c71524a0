using LeadScoring.Core.Leads;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Leads;

/// <summary>
/// Finds leads that are back: see <see cref="LeadReturn"/>. The lead table knows who was active lately; whether a lead was quiet before is one
/// look-up of its events in an index; whether a lost one was active after it was lost, one of its profile.
/// </summary>
internal sealed class ReturnedLeads(LeadQuery query)
{
    /// <summary>How many leads are looked up at once.</summary>
    public const int BatchSize = 500;

    private readonly LeadReturn _returned = query.Returned!;

    /// <summary>Leads that were active lately, of which some are back.</summary>
    public LeadQuery Candidates { get; } = query with
    {
        Statuses = query.Statuses ?? LeadStatuses.AllBut(LeadStatus.Customer),
        ActiveSinceMs = Math.Max(query.ActiveSinceMs ?? long.MinValue, query.Returned!.SinceMs),
    };

    /// <summary>The candidates that are lost; null when the lead table is not at the session's snapshot.</summary>
    public HashSet<long>? Lost(IStoreSession session, LeadTableUpdater table) =>
        table.Keys(session, Candidates with { Statuses = Candidates.Statuses!.Value & LeadStatus.Lost, Sort = LeadSort.CreatedDescending })
            ?.Select(key => key.Number).ToHashSet();

    /// <summary>Those of some candidates that are back, in the order given.</summary>
    public IEnumerable<long> Back(IStoreSession session, IReadOnlyList<long> candidates, HashSet<long> lost)
    {
        var returned = session.Events.WithGap([.. candidates.Where(lead => !lost.Contains(lead))], _returned.QuietFromMs, _returned.SinceMs);
        returned.UnionWith(session.Profiles.ActiveSinceStatus([.. candidates.Where(lost.Contains)]));
        return candidates.Where(returned.Contains);
    }

    /// <summary>Looks at as many candidates as can be paged through, so that a query costs only so much. Null as in <see cref="Lost"/>.</summary>
    public LeadPage? Page(IStoreSession session, LeadTableUpdater table)
    {
        if (table.Find(session, Candidates with { Offset = 0, Limit = LeadQuery.MaxDepth }) is not var (candidates, total)) return null;
        if (Lost(session, table) is not { } lost) return null;
        var back = candidates.Chunk(BatchSize).SelectMany(some => Back(session, some, lost)).ToList();
        return new(LeadPages.Rows(session, [.. back.Skip(query.Offset).Take(query.Limit)]), back.Count, total > candidates.Count);
    }
}
