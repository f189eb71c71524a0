using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Replay;

/// <summary>Something that did not follow from the events. It was mended.</summary>
/// <param name="LeadId">The lead; null for what is kept about all of them.</param>
/// <param name="What">Which part.</param>
/// <param name="Stored">As it was.</param>
/// <param name="Expected">As the events say, and as it is now.</param>
public sealed record DifferenceJson(
    string? LeadId, [property: OneOf("score", "events", "lastEvent", "checkpoints", "ranks")] string What, string Stored, string Expected)
{
    public static DifferenceJson Of(LeadDifference d) => new(d.LeadId, d.What, d.Stored, d.Expected);
}
