using LeadScoring.Core.Events;

namespace LeadScoring.Core.Leads;

/// <summary>A lead with its current score. Times are Unix ms; <see cref="Rank"/> is 1 + the number of leads with a higher score.</summary>
public sealed record Lead(
    string Id, string Name, string Email, string? Company, LeadStatus Status, string? Metadata,
    long CurrentScore, long Rank, long EventCount, long? LastEventAtMs, long CreatedAtMs, long UpdatedAtMs, long Version)
{
    /// <summary>Whether a text can be the id of a lead: a UUID without dashes, in lower case.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum LeadStatus { New, Contacted, Qualified, Customer, Lost }

/// <summary>Several statuses, as one bit for each.</summary>
public readonly record struct LeadStatuses(uint Bits)
{
    /// <summary>With every status but one.</summary>
    public static LeadStatuses AllBut(LeadStatus status) => Enum.GetValues<LeadStatus>().Where(other => other != status).Aggregate(default(LeadStatuses), (all, other) => all | other);

    public static implicit operator LeadStatuses(LeadStatus status) => new(1u << (int)status);

    public static LeadStatuses operator |(LeadStatuses left, LeadStatuses right) => new(left.Bits | right.Bits);

    public static LeadStatuses operator &(LeadStatuses left, LeadStatuses right) => new(left.Bits & right.Bits);

    public bool Contains(LeadStatus status) => ((Bits >> (int)status) & 1) != 0;
}

/// <summary>A validated lead about to be created. Metadata is a JSON object as text, or null.</summary>
public sealed record LeadDraft(string Name, string Email, string? Company, LeadStatus Status, string? Metadata);

/// <summary>The new lead; or null, and the id of the lead that has the e-mail address already (compared case-insensitively).</summary>
public sealed record LeadCreation(Lead? Created, string? ExistingLeadId)
{
    /// <summary>Where it is in the store's outbox; leads that were created together share their positions.</summary>
    public IReadOnlyList<long> Positions { get; init; } = [];
}

/// <summary>The lead as it is now; or null, and the id of the other lead that has the e-mail address; both null: no such lead.</summary>
/// <param name="Positions">Where the change is in the store's outbox; null when there is none.</param>
public sealed record LeadUpdate(Lead? Updated, string? ExistingLeadId, IReadOnlyList<long>? Positions = null);

/// <summary>What became of the leads that were to get a status: each is in one of the three lists.</summary>
/// <param name="Unchanged">They had the status already.</param>
/// <param name="Unknown">Ids of no lead, or of a deleted one.</param>
/// <param name="Positions">Where the changes are in the store's outbox, which they share.</param>
public sealed record StatusUpdate(
    IReadOnlyList<StatusChange> Changed, IReadOnlyList<string> Unchanged, IReadOnlyList<string> Unknown, IReadOnlyList<long> Positions);

/// <param name="Change">The change to announce.</param>
/// <param name="Previous">The status before.</param>
public sealed record StatusChange(LeadChange Change, LeadStatus Previous);

/// <param name="Change">The change to announce.</param>
/// <param name="Positions">Where it is in the store's outbox.</param>
public sealed record LeadDeletion(LeadChange Change, IReadOnlyList<long> Positions);

/// <summary>A page of leads. Offset + Limit ≤ <see cref="MaxDepth"/>.</summary>
/// <param name="Search">A substring of name, e-mail or company, compared without regard to case and accents; any character is safe.</param>
/// <param name="Statuses">Leads with one of these; null: with any.</param>
/// <param name="ActiveSinceMs">Unix ms: leads whose newest event is at or after it.</param>
/// <param name="InactiveSinceMs">Unix ms: leads without an event at or after it.</param>
/// <param name="Returned">Leads that are back. Only the first <see cref="MaxDepth"/> leads that were active since are looked at, in the order of the query.</param>
public sealed record LeadQuery(
    int Offset, int Limit, string? Search, long? MinScore, long? MaxScore, LeadStatuses? Statuses, LeadSort Sort,
    long? ActiveSinceMs = null, long? InactiveSinceMs = null, LeadReturn? Returned = null)
{
    public const int MaxDepth = 10_000;

    public bool IsFiltered => !string.IsNullOrEmpty(Search) || MinScore is not null || MaxScore is not null || Statuses is not null
        || ActiveSinceMs is not null || InactiveSinceMs is not null || Returned is not null;
}

/// <summary>
/// Leads that are back: with an event at or after <paramref name="SinceMs"/> that are lost, and were so before their newest event, or that have none from
/// <paramref name="QuietFromMs"/> until then although they have older ones. Customers are not meant unless a query names their status.
/// </summary>
public sealed record LeadReturn(long QuietFromMs, long SinceMs)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(30);

    /// <summary>Back in the last 7 days, after 30 days without an event.</summary>
    public static LeadReturn At(DateTimeOffset now) => new((now - Recent - Quiet).ToUnixTimeMilliseconds(), (now - Recent).ToUnixTimeMilliseconds());
}

/// <summary>Ties are broken by id, for scores by earlier last event (none last) and then id.</summary>
public enum LeadSort { ScoreDescending, Name, LastEventDescending, CreatedDescending }

/// <param name="Total">Exact when nothing is filtered, else counted up to <see cref="LeadQuery.MaxDepth"/>.</param>
/// <param name="TotalIsLowerBound">Counting stopped at the limit.</param>
public sealed record LeadPage(IReadOnlyList<Lead> Leads, long Total, bool TotalIsLowerBound);
