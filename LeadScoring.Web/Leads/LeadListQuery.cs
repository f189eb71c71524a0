using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Leads;

/// <summary>
/// What the list of leads shows: the page's address says it, and nothing else does. Anything in an address that makes no
/// sense is left out, so that every link shows something.
/// </summary>
public sealed record LeadListQuery
{
    public const int DefaultLimit = 20;
    public const string DefaultSort = "-score";
    public static readonly IReadOnlyList<int> Limits = [20, 50, 100, 200];
    public static readonly IReadOnlyList<string> Sorts = [DefaultSort, "name", "-lastEventAt", "-createdAt"];

    /// <summary>The list can be paged through down to here; narrow it to see more.</summary>
    public const int MaxDepth = 10_000;

    public string? Search { get; init; }

    public string? Status { get; init; }

    public long? MinScore { get; init; }

    public long? MaxScore { get; init; }

    public Activity Activity { get; init; } = Activity.Any;

    public string Sort { get; init; } = DefaultSort;

    /// <summary>The columns, by name with commas; null: those that the browser remembers, or the usual ones.</summary>
    public string? Columns { get; init; }

    public int Page { get; init; } = 1;

    public int Limit { get; init; } = DefaultLimit;

    public bool IsFiltered => Search is not null || Status is not null || MinScore is not null || MaxScore is not null || Activity != Activity.Any;

    public static LeadListQuery Parse(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var values = QueryHelpers.ParseQuery(at < 0 ? "" : url[at..]);
        string? Text(string name) => values.TryGetValue(name, out var v) && v.ToString().Trim() is { Length: > 0 } text ? text : null;
        long? Number(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        var limit = Number("limit") is { } l && Limits.Contains((int)Math.Clamp(l, 0, int.MaxValue)) ? (int)l : DefaultLimit;
        return new()
        {
            Search = Text("search") is { Length: <= 200 } search ? search : null,
            Status = LeadStatuses.Known(Text("status")),
            MinScore = Number("minScore"),
            MaxScore = Number("maxScore"),
            Activity = Activity.Parse(Text("activity")),
            Sort = Text("sort") is { } sort && Sorts.Contains(sort) ? sort : DefaultSort,
            Columns = Text("columns") is { } columns ? LeadColumns.Text(LeadColumns.Parse(columns)) : null,
            Page = (int)Math.Clamp(Number("page") ?? 1, 1, MaxDepth / limit),
            Limit = limit,
        };
    }

    /// <summary>The page's address; what is as by default is left out.</summary>
    public string Url() => QueryHelpers.AddQueryString("/leads", Pairs(paged: true).Append(("activity", Activity.Name)).Append(("columns", Columns)).Where(p => p.Item2 is not null)
        .Select(p => KeyValuePair.Create(p.Item1, p.Item2)));

    /// <summary>What to ask the API for, beginning with "?" if anything.</summary>
    /// <param name="now">What "in the last 7 days" counts from.</param>
    /// <param name="paged">False: all that match, for an export.</param>
    public string ApiQuery(DateTimeOffset now, bool paged)
    {
        var pairs = Pairs(paged).Append(("activeSince", Iso(Activity.ActiveSince(now)))).Append(("inactiveSince", Iso(Activity.InactiveSince(now))));
        return QueryHelpers.AddQueryString("", pairs.Where(p => p.Item2 is not null).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));
    }

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private IEnumerable<(string Name, string? Value)> Pairs(bool paged)
    {
        yield return ("search", Search);
        yield return ("status", Status);
        yield return ("minScore", MinScore?.ToString(CultureInfo.InvariantCulture));
        yield return ("maxScore", MaxScore?.ToString(CultureInfo.InvariantCulture));
        yield return ("sort", Sort == DefaultSort ? null : Sort);
        if (!paged) yield break;
        yield return ("limit", Limit == DefaultLimit ? null : Limit.ToString(CultureInfo.InvariantCulture));
        yield return ("page", Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture));
    }
}
