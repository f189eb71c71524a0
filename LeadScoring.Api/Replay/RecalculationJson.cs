using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Replay;

/// <summary>One lead folded anew.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Events">How many events were folded.</param>
/// <param name="PreviousScore">The score as it was kept.</param>
/// <param name="Score">The score as the events say, and as it is now.</param>
/// <param name="Change">The difference: 0 is expected.</param>
/// <param name="Differences">All that did not follow from the events, and was mended.</param>
public sealed record RecalculationJson(
    string LeadId, long Events, long PreviousScore, long Score, long Change, IReadOnlyList<DifferenceJson> Differences)
{
    public static RecalculationJson Of(Recalculation r) => new(
        r.LeadId, r.Events, r.PreviousScore, r.Score, r.Score - r.PreviousScore, [.. r.Differences.Select(DifferenceJson.Of)]);
}
