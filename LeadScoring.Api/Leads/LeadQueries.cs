using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Leads;

/// <summary>Which leads, and in what order; for the list of leads and for their export.</summary>
public sealed record LeadFilterQuery : IValidatableObject
{
    private const string DefaultSort = "-score";

    private static readonly Dictionary<string, LeadSort> Sorts = new(StringComparer.Ordinal)
    {
        [DefaultSort] = LeadSort.ScoreDescending,
        ["name"] = LeadSort.Name,
        ["-lastEventAt"] = LeadSort.LastEventDescending,
        ["-createdAt"] = LeadSort.CreatedDescending,
    };

    /// <summary>Any substring of name, e-mail or company. Case, accents, full width and invisible characters do not matter, nor whether the domain of an address is written with `xn--`; every character stands for itself. For example `acme`.</summary>
    [MaxLength(200, ErrorMessage = "Must be at most {1} characters.")]
    public string? Search { get; init; }

    /// <summary>Leads with at least this score. For example `50`.</summary>
    public long? MinScore { get; init; }

    /// <summary>Leads with at most this score. For example `500`.</summary>
    public long? MaxScore { get; init; }

    /// <summary>Leads with one of these statuses, each as a `status` of its own. For example `status=new&amp;status=contacted`.</summary>
    [AnyOf("new", "contacted", "qualified", "customer", "lost")]
    public string[]? Status { get; init; }

    /// <summary>Leads whose newest event happened at or after this time. For example `2026-01-01T00:00:00Z`.</summary>
    public QueryTime? ActiveSince { get; init; }

    /// <summary>Leads whose newest event happened before this time, and leads without events. With `activeSince`, which must be before it: last active in between. For example `2026-02-01T00:00:00Z`.</summary>
    public QueryTime? InactiveSince { get; init; }

    /// <summary>`true`: leads that are back. They have an event in the last 7 days, and that after they were lost, or after 30 days without one although they have older ones. Customers are left out unless `status` names them. A list looks at the first 10,000 leads that were active in the last 7 days; when there are more, `totalIsLowerBound` says so.</summary>
    [OneOf("true", "false", OrEmpty = true), DefaultValue("false")]
    public string? Returned { get; init; }

    /// <summary>By score (ties: the earlier last event first, then the id), name (without regard to case and accents), newest event or newest lead.</summary>
    [OneOf(DefaultSort, "name", "-lastEventAt", "-createdAt", OrEmpty = true), DefaultValue(DefaultSort)]
    public string? Sort { get; init; }

    public LeadQuery ToQuery(int offset, int limit, TimeProvider time) => new(
        offset, limit, VisibleText.IsBlank(Search) ? null : VisibleText.Trim(Search!), MinScore, MaxScore,
        LeadStatusNames.Statuses(Status), string.IsNullOrEmpty(Sort) ? LeadSort.ScoreDescending : Sorts[Sort],
        ActiveSince?.UnixMs, InactiveSince?.UnixMs, Returned == "true" ? LeadReturn.At(time.GetUtcNow()) : null);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinScore > MaxScore) yield return new("Must not be above maxScore.", ["minScore"]);
        if (ActiveSince?.UnixMs >= InactiveSince?.UnixMs) yield return new("Must be before inactiveSince.", ["activeSince"]);
    }
}

/// <summary>Which page of the list of leads.</summary>
public sealed record LeadPageQuery : IValidatableObject
{
    private const int DefaultLimit = 20;

    /// <summary>Which page, from 1. `page` × `limit` is at most 10,000.</summary>
    [WholeNumber(1, LeadQuery.MaxDepth), DefaultValue(1)]
    public int? Page { get; init; }

    /// <summary>Leads per page.</summary>
    [WholeNumber(1, 200), DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    public (int Number, int Size) Given() => (Page ?? 1, Limit ?? DefaultLimit);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var (number, size) = Given();
        if ((long)number * size <= LeadQuery.MaxDepth) yield break;
        yield return new($"Only the first {LeadQuery.MaxDepth} leads can be paged through: with limit {size}, page is at most {LeadQuery.MaxDepth / size}. Narrow the search instead.", ["page"]);
    }
}
