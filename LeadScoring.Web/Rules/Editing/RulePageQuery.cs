using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Rules.Editing;

/// <summary>The state of a rule's page, as its address holds it. Parameters that are not valid are ignored.</summary>
public sealed record RulePageQuery
{
    /// <summary>More lines than a chart of this size can show.</summary>
    public const int MaxThresholds = 5;
    public static readonly IReadOnlyList<long> DefaultThresholds = [50, 100];

    /// <summary>Ascending.</summary>
    public IReadOnlyList<long> Thresholds { get; init; } = DefaultThresholds;

    /// <summary>The versions to show side by side: two, or one until the other is chosen, or none. Ascending.</summary>
    public IReadOnlyList<int> Compare { get; init; } = [];

    /// <summary>The version to go back to; null: the rule is edited.</summary>
    public int? Rollback { get; init; }

    /// <summary>From the values of the parameters.</summary>
    public static RulePageQuery Of(string? thresholds, string? compare, string? rollback) => new()
    {
        Thresholds = ParseThresholds(thresholds) ?? DefaultThresholds,
        Compare = [.. (compare ?? "").Split(',').Select(Version).OfType<int>().Distinct().Take(2).Order()],
        Rollback = Version(rollback),
    };

    /// <summary>Null: not one to five whole numbers.</summary>
    public static IReadOnlyList<long>? ParseThresholds(string? text)
    {
        var parts = (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var numbers = parts.Select(p => long.TryParse(p.Replace('\u2212', '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : (long?)null).ToList();
        return numbers.Count is 0 or > MaxThresholds || numbers.Contains(null) ? null : [.. numbers.OfType<long>().Distinct().Order()];
    }

    public static string Text(IEnumerable<long> thresholds) => string.Join(", ", thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture)));

    public string Url(string eventType) => QueryHelpers.AddQueryString($"/rules/{Uri.EscapeDataString(eventType)}", new Dictionary<string, string?>
    {
        ["thresholds"] = Thresholds.SequenceEqual(DefaultThresholds) ? null : string.Join(',', Thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture))),
        ["compare"] = Compare.Count == 0 ? null : string.Join(',', Compare.Select(v => v.ToString(CultureInfo.InvariantCulture))),
        ["rollback"] = Rollback?.ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>With a version chosen to compare, or no longer. The third takes the place of the one that is further from it.</summary>
    public RulePageQuery Toggle(int version)
    {
        if (Compare.Contains(version)) return this with { Compare = [.. Compare.Where(v => v != version)] };
        var kept = Compare.Count < 2 ? Compare : [Compare.MinBy(v => Math.Abs(v - version))];
        return this with { Compare = [.. kept.Append(version).Order()] };
    }

    private static int? Version(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : null;
}
