using System.ComponentModel.DataAnnotations;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Queue;

/// <summary>An event that was given up.</summary>
/// <param name="Id">For retrying and discarding it; opaque.</param>
/// <param name="EventId">Null when it could not be read.</param>
/// <param name="LeadId">Null when it could not be read.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Cause">The reason without what differs between events: unknown_lead, lead_deleted, unreadable, too_many_deliveries, other, or `error.` and the type of an error.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Lane">Where it waited before.</param>
/// <param name="Partition">Where it waited before, from 0.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="Event">The event as it waited, times in Unix ms; null when it is no JSON object of a sensible size.</param>
/// <param name="Payload">Then, what is there instead: at most its first 4,000 characters. Null otherwise.</param>
public sealed record DeadLetterResponse(
    string Id, string? EventId, string? LeadId, string Reason, string Cause, int Attempts, [property: OneOf("live", "bulk")] string Lane, int Partition,
    DateTimeOffset FailedAt, [property: System.Text.Json.Serialization.JsonConverter(typeof(RawJsonConverter))] string? Event, string? Payload);

/// <summary>Dead letters, the newest first.</summary>
/// <param name="DeadLetters">At most as many as were asked for. With a cause it can be fewer although there are more: then `next` is not null.</param>
/// <param name="Total">How many there are in all, of every cause.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record DeadLetterListResponse(IReadOnlyList<DeadLetterResponse> DeadLetters, long Total, string? Next);

/// <summary>How many dead letters there are of each cause.</summary>
/// <param name="Groups">The most frequent first.</param>
/// <param name="Examined">How many of the newest were counted, at most 20,000.</param>
/// <param name="Total">How many there are.</param>
public sealed record DeadLetterGroupsResponse(IReadOnlyList<DeadLetterGroupResponse> Groups, long Examined, long Total);

/// <summary>The dead letters of one cause.</summary>
/// <param name="Cause">What they have in common, for `cause` in other operations.</param>
/// <param name="Reason">Of the newest one, for people.</param>
/// <param name="Count">How many, among those that were counted.</param>
/// <param name="OldestAt">When the oldest of them failed.</param>
/// <param name="NewestAt">When the newest of them failed.</param>
public sealed record DeadLetterGroupResponse(string Cause, string Reason, long Count, DateTimeOffset OldestAt, DateTimeOffset NewestAt);

/// <summary>Which dead letters: by their ids, or by their cause.</summary>
/// <param name="Ids">At most 1,000; not together with `cause`.</param>
/// <param name="Cause">All with this cause, the newest first, at most 1,000 at a time: the answer says where to go on.</param>
/// <param name="Cursor">The last answer's `next`, to go on with the same cause. What failed again since is not met a second time.</param>
public sealed record DeadLetterSelectionRequest(IReadOnlyList<string>? Ids = null, string? Cause = null, string? Cursor = null) : IValidatableObject
{
    public const int MaxIds = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Ids is null) == (Cause is null)) yield return new("Send either ids or a cause.", ["ids"]);
        if (Ids?.Count is 0 or > MaxIds) yield return new($"Must be an array of 1 to {MaxIds} ids; it has {Ids.Count}.", ["ids"]);
        if (Ids?.Contains(null!) == true) yield return new("Must not contain null.", ["ids"]);
        if (Cause is not null && !Core.Queue.DeadLetterCause.IsCause(Cause)) yield return new("Must be a cause of a group of dead letters.", ["cause"]);
        if (Cursor is not null && Cause is null) yield return new("Belongs to a cause.", ["cursor"]);
        if (Cursor is not null && !DeadLetterCursor.IsCursor(Cursor)) yield return new(DeadLetterCursor.Wrong, ["cursor"]);
    }
}

/// <summary>Dead letters that wait to be tried again.</summary>
/// <param name="Retried">How many.</param>
/// <param name="Unknown">Ids that no dead letter has (any more).</param>
/// <param name="Jobs">Those that have a job, to look up what becomes of them.</param>
/// <param name="Next">Where to go on with this cause; null: none is left.</param>
/// <param name="Remaining">How many dead letters there are now, of every cause.</param>
public sealed record RetryManyResponse(int Retried, IReadOnlyList<string> Unknown, IReadOnlyList<RetriedResponse> Jobs, string? Next, long Remaining);

/// <summary>A dead letter that waits to be tried again.</summary>
/// <param name="Id">The dead letter that it was.</param>
/// <param name="JobId">The eventId.</param>
/// <param name="Location">The job's address.</param>
public sealed record RetriedResponse(string Id, string JobId, string Location);

/// <summary>Dead letters that are gone for good.</summary>
/// <param name="Discarded">How many.</param>
/// <param name="Next">Where to go on with this cause; null: none is left.</param>
/// <param name="Remaining">How many dead letters there are now, of every cause.</param>
public sealed record DiscardManyResponse(int Discarded, string? Next, long Remaining);

/// <summary>The form of cursors of dead letters.</summary>
public static partial class DeadLetterCursor
{
    public const string Wrong = "Must be the `next` of the last answer.";

    public static bool IsCursor(string text) => Form().IsMatch(text);

    [System.Text.RegularExpressions.GeneratedRegex(@"\A(live|bulk)\.[0-9]{1,3}\.[0-9]{1,19}-[0-9]{1,19}\z")]
    private static partial System.Text.RegularExpressions.Regex Form();
}
