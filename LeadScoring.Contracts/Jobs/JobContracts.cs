using System.Text.Json.Serialization;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Contracts.Jobs;

/// <summary>A background rescore with its progress, in leads.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">Leads that may be concerned.</param>
/// <param name="Done">Leads looked at.</param>
/// <param name="Changed">Leads whose score changed.</param>
/// <param name="Reason">What caused it.</param>
/// <param name="CreatedAt">When it was caused.</param>
/// <param name="CompletedAt">Null until it is.</param>
public sealed record RescoreResponse(
    long Id, [property: OneOf("pending", "running", "completed", "cancelled")] string State, long Total, long Done, long Changed, string Reason, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt);

/// <summary>A rescore that was cancelled, and the publishing that was taken back with it.</summary>
/// <param name="Rescore">As it is now.</param>
/// <param name="RolledBack">The version that is current now, and the rescore that undoes what was done already.</param>
public sealed record CancelledRescoreResponse(RescoreResponse Rescore, PublishedRuleResponse? RolledBack);

/// <summary>A replay of everything with its progress, in leads.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">Leads when it was started.</param>
/// <param name="Done">Leads folded anew.</param>
/// <param name="Differences">Leads whose stored state did not follow from their events; they were repaired. None are expected.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="CompletedAt">Null until it is.</param>
public record ReplayResponse(
    long Id, [property: OneOf("pending", "running", "completed", "cancelled")] string State, long Total, long Done, long Differences,
    DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt);

/// <summary>A replay, and the first 100 differences that it found.</summary>
/// <param name="Found">What differed, oldest first, at most 100.</param>
[method: JsonConstructor]
public sealed record ReplayDetailResponse(
    long Id, string State, long Total, long Done, long Differences, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt,
    [property: JsonPropertyOrder(1)] IReadOnlyList<DifferenceResponse> Found)
    : ReplayResponse(Id, State, Total, Done, Differences, CreatedAt, CompletedAt)
{
    public ReplayDetailResponse(ReplayResponse replay, IReadOnlyList<DifferenceResponse> found)
        : this(replay.Id, replay.State, replay.Total, replay.Done, replay.Differences, replay.CreatedAt, replay.CompletedAt, found)
    {
    }
}

/// <summary>A stored value that did not follow from the events. It was repaired.</summary>
/// <param name="LeadId">The lead; null for what is kept about all of them.</param>
/// <param name="What">Which part.</param>
/// <param name="Stored">As it was.</param>
/// <param name="Expected">As the events say, and as it is now.</param>
public sealed record DifferenceResponse(
    string? LeadId, [property: OneOf("score", "events", "lastEvent", "checkpoints", "ranks")] string What, string Stored, string Expected);

/// <summary>One lead folded anew.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Events">How many events were folded.</param>
/// <param name="PreviousScore">The score as it was kept.</param>
/// <param name="Score">The score as the events say, and as it is now.</param>
/// <param name="Change">The difference: 0 is expected.</param>
/// <param name="Differences">Stored values that did not follow from the events; they were repaired.</param>
public sealed record RecalculationResponse(
    string LeadId, long Events, long PreviousScore, long Score, long Change, IReadOnlyList<DifferenceResponse> Differences);
