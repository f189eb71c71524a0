using LeadScoring.Core.Leads;

namespace LeadScoring.Benchmarks.Leads;

/// <summary>Every kind of page that a client can reach: each search with each order, filter, depth and size.</summary>
internal static class LeadQuestions
{
    private static readonly string?[] Searches =
        [null, "a", "q", "é", "an", "zx", "ие", "smi", "example", "meridian 42", "zxyro", "jose garcia", "ada.smith.5", "o'brien", "123", "%", "no such lead"];

    private static readonly (string Name, Func<LeadQuery, LeadQuery> Apply)[] Filters =
    [
        ("", q => q), ("status", q => q with { Status = LeadStatus.New }), ("rare status", q => q with { Status = LeadStatus.Qualified }),
        ("score ≥ 1", q => q with { MinScore = 1 }), ("score ≥ 900", q => q with { MinScore = 900 }),
        ("score 0", q => q with { MaxScore = 0 }), ("score 500–510, status", q => q with { MinScore = 500, MaxScore = 510, Status = LeadStatus.New }),
    ];

    public static IEnumerable<(string Name, LeadQuery Query)> All() =>
        from search in Searches
        from filter in Filters
        from sort in Enum.GetValues<LeadSort>()
        from page in new[] { (Offset: 0, Limit: 20), (Offset: 1000, Limit: 50), (Offset: LeadQuery.MaxDepth - 200, Limit: 200) }
        select (
            $"search {search ?? "-"}, {filter.Name}, {sort}, rows {page.Offset}–{page.Offset + page.Limit}",
            filter.Apply(new LeadQuery(page.Offset, page.Limit, search, null, null, null, sort)));
}
