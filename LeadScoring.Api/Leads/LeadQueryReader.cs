using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Reads and checks the query of GET /api/leads, and of its export, which has no pages.</summary>
internal static class LeadQueryReader
{
    public const int MaxLimit = 200;
    public const int MaxSearchLength = 200;

    private static readonly Dictionary<string, LeadSort> Sorts = new(StringComparer.Ordinal)
    {
        ["-score"] = LeadSort.ScoreDescending,
        ["name"] = LeadSort.Name,
        ["-lastEventAt"] = LeadSort.LastEventDescending,
        ["-createdAt"] = LeadSort.CreatedDescending,
    };

    public static IEnumerable<string> SortNames => Sorts.Keys;

    public static (LeadQuery Query, int Page) Read(
        QueryFields fields, string? page, string? limit, string? search, string? minScore, string? maxScore, string? status, string? sort,
        string? activeSince, string? inactiveSince)
    {
        var size = fields.Integer("limit", limit, 20, 1, MaxLimit);
        var number = fields.Integer("page", page, 1, 1, int.MaxValue);
        if ((long)number * size > LeadQuery.MaxDepth)
        {
            fields.Errors.Add("page", $"Only the first {LeadQuery.MaxDepth} leads can be paged through: with limit {size}, page is at most {LeadQuery.MaxDepth / size}. Narrow the search instead.");
            number = 1;
        }

        if (search?.Length > MaxSearchLength) fields.Errors.Add("search", $"Must be at most {MaxSearchLength} characters.");
        var query = new LeadQuery(
            (number - 1) * size, size, string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            fields.Long("minScore", minScore), fields.Long("maxScore", maxScore),
            fields.Choice("status", status, null, LeadStatusNames.ByName), fields.Choice("sort", sort, LeadSort.ScoreDescending, Sorts),
            fields.Time("activeSince", activeSince), fields.Time("inactiveSince", inactiveSince));
        if (query.MinScore > query.MaxScore) fields.Errors.Add("minScore", "Must not be above maxScore.");
        if (query.ActiveSinceMs >= query.InactiveSinceMs) fields.Errors.Add("activeSince", "Must be before inactiveSince.");
        return (query, number);
    }

    /// <summary>The parameters that say which leads, and in what order.</summary>
    public static OperationDoc LeadFilters(this OperationDoc doc) => doc
        .Query("search", "Any substring of name, e-mail or company. Case, accents and full width do not matter; every character stands for itself.", Schemas.Text(LeadQueryReader.MaxSearchLength), "acme")
        .Query("minScore", "Leads with at least this score.", Schemas.Long(), "50")
        .Query("maxScore", "Leads with at most this score.", Schemas.Long(), "500")
        .Query("status", "Leads with this status.", Schemas.Choice(LeadStatusNames.All), "qualified")
        .Query("activeSince", "Leads whose newest event happened at or after this time.", null, "2026-01-01T00:00:00Z")
        .Query("inactiveSince", "Leads whose newest event happened before this time, and leads without events. With `activeSince`, which must be before it: last active in between.", null, "2026-02-01T00:00:00Z")
        .Query("sort", "By score (ties: the earlier last event first, then the id), name, newest event or newest lead.", Schemas.Choice(LeadQueryReader.SortNames, "-score"));
}
