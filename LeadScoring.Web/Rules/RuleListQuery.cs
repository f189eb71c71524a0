using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Rules;

/// <summary>The state of the list of rules, as its address holds it. Parameters that are not valid are ignored.</summary>
public sealed record RuleListQuery
{
    public const string ByName = "name";
    private static readonly string[] Sorts = [ByName, "worth", "events", "leads", "share", "since"];

    /// <summary>By name from A to Z; by anything else from the highest, or the newest.</summary>
    public string Sort { get; init; } = ByName;

    public string? Filter { get; init; }

    public static RuleListQuery Parse(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var values = QueryHelpers.ParseQuery(at < 0 ? "" : url[at..]);
        var (sort, filter) = (values.GetValueOrDefault("sort").ToString(), values.GetValueOrDefault("filter").ToString().Trim());
        return new() { Sort = Sorts.Contains(sort) ? sort : ByName, Filter = filter.Length is > 0 and <= 200 ? filter : null };
    }

    public string Url() => QueryHelpers.AddQueryString("/rules", new Dictionary<string, string?> { ["sort"] = Sort == ByName ? null : Sort, ["filter"] = Filter });

    public IReadOnlyList<RuleLine> Apply(IEnumerable<RuleLine> lines)
    {
        var found = lines.Where(l => Filter is null || l.Label.Contains(Filter, StringComparison.OrdinalIgnoreCase) || l.Rule.EventType.Contains(Filter, StringComparison.OrdinalIgnoreCase));
        var sorted = Sort switch
        {
            "worth" => found.OrderByDescending(l => l.Rule.Active ? l.Rule.Points : 0),
            "events" => found.OrderByDescending(l => l.Activity?.Events ?? 0),
            "leads" => found.OrderByDescending(l => l.Activity?.Leads ?? 0),
            "share" => found.OrderByDescending(l => l.Share ?? 0),
            "since" => found.OrderByDescending(l => l.Rule.EffectiveFrom ?? DateTimeOffset.MinValue),
            _ => found.OrderBy(l => l.Label, StringComparer.OrdinalIgnoreCase),
        };
        return [.. sorted.ThenBy(l => l.Rule.EventType, StringComparer.Ordinal)];
    }
}
