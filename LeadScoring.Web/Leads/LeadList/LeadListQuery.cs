using System.Globalization;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Leads.LeadList;

/// <summary>
/// The state of the list of leads, as its address holds it. Parameters that are not valid are ignored, so that every link shows
/// something.
/// </summary>
public sealed record LeadListQuery
{
    public const int DefaultLimit = 20;
    public const string DefaultSort = "-score";
    public static readonly IReadOnlyList<int> Limits = [20, 50, 100, 200];
    public static readonly IReadOnlyList<string> Sorts = [DefaultSort, "name", "-lastEventAt", "-createdAt"];

    /// <summary>Rows that can be reached by paging; narrow the filter to see others.</summary>
    public const int MaxDepth = 10_000;

    public string? Search { get; init; }

    public LeadView View { get; init; } = LeadView.Everyone;

    /// <summary>Any: those of the view.</summary>
    public StatusSet Statuses { get; init; }

    public long? MinScore { get; init; }

    public long? MaxScore { get; init; }

    public Activity Activity { get; init; } = Activity.Any;

    public string Sort { get; init; } = DefaultSort;

    /// <summary>Names with commas; null: those that the browser remembers, or the default ones.</summary>
    public string? Columns { get; init; }

    public int Page { get; init; } = 1;

    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Of the page.</summary>
    public string Title => View == LeadView.Everyone ? "Leads" : View.Title;

    /// <summary>The list without the place in it.</summary>
    public string ViewUrl => (this with { Page = 1, Limit = DefaultLimit }).Url();

    /// <summary>The address of its view, as it is without any choice.</summary>
    public string StandardUrl => new LeadListQuery { View = View }.Url();

    public LeadListQuery With(StatusSet statuses) => this with { Statuses = statuses, View = View.Returned ? View : LeadView.Everyone };

    public bool IsFiltered => Search is not null || View != LeadView.Everyone || !Statuses.IsAny || MinScore is not null || MaxScore is not null || Activity != Activity.Any;

    public static LeadListQuery Parse(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var values = QueryHelpers.ParseQuery(at < 0 ? "" : url[at..]);
        string? Text(string name) => values.TryGetValue(name, out var v) && v.ToString().Trim() is { Length: > 0 } text ? text : null;
        long? Number(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        var limit = Number("limit") is { } l && Limits.Contains((int)Math.Clamp(l, 0, int.MaxValue)) ? (int)l : DefaultLimit;
        var statuses = StatusSet.Parse(values.GetValueOrDefault("status"));
        return new()
        {
            Search = Text("search") is { Length: <= 200 } search ? search : null,
            View = (LeadView.Find(Text("view")) ?? LeadView.Everyone).With(statuses),
            Statuses = statuses,
            MinScore = Number("minScore"),
            MaxScore = Number("maxScore"),
            Activity = Activity.Parse(Text("activity")),
            Sort = Text("sort") is { } sort && Sorts.Contains(sort) ? sort : DefaultSort,
            Columns = Text("columns") is { } columns ? LeadColumns.Text(LeadColumns.Parse(columns)) : null,
            Page = (int)Math.Clamp(Number("page") ?? 1, 1, MaxDepth / limit),
            Limit = limit,
        };
    }

    /// <summary>The page's address, without parameters that have their default.</summary>
    public string Url() => QueryHelpers.AddQueryString("/leads", Pairs(LeadView.Everyone.Parameters(Statuses), paged: true).Prepend(("view", View == LeadView.Everyone ? null : View.Name)).Append(("activity", Activity.Name)).Append(("columns", Columns)).Where(p => p.Item2 is not null)
        .Select(p => KeyValuePair.Create(p.Item1, p.Item2)));

    /// <summary>The API's query string, from the question mark on; empty without parameters.</summary>
    /// <param name="now">"In the last 7 days" ends here.</param>
    /// <param name="paged">False: all that match, for an export.</param>
    public string ApiQuery(DateTimeOffset now, bool paged)
    {
        var pairs = Pairs(View.Parameters(Statuses), paged).Append(("activeSince", Iso(Activity.ActiveSince(now)))).Append(("inactiveSince", Iso(Activity.InactiveSince(now))));
        return QueryHelpers.AddQueryString("", pairs.Where(p => p.Item2 is not null).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));
    }

    private static string? Iso(DateTimeOffset? time) => time is { } at ? RelativeTime.Iso(at) : null;

    private IEnumerable<(string Name, string? Value)> Pairs(IEnumerable<KeyValuePair<string, string?>> statuses, bool paged)
    {
        yield return ("search", Search);
        foreach (var (name, value) in statuses) yield return (name, value);
        yield return ("minScore", MinScore?.ToString(CultureInfo.InvariantCulture));
        yield return ("maxScore", MaxScore?.ToString(CultureInfo.InvariantCulture));
        yield return ("sort", Sort == DefaultSort ? null : Sort);
        if (!paged) yield break;
        yield return ("limit", Limit == DefaultLimit ? null : Limit.ToString(CultureInfo.InvariantCulture));
        yield return ("page", Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>A filter by the time of the newest event: within the last days, or none since then.</summary>
public readonly record struct Activity(string? Name, string Label, int ActiveDays, int QuietDays)
{
    public static readonly Activity Any = new(null, "Any activity", 0, 0);

    public static readonly IReadOnlyList<Activity> All =
    [
        Any,
        new("24h", "Active in 24 hours", 1, 0),
        new("7d", "Active in 7 days", 7, 0),
        new("30d", "Active in 30 days", 30, 0),
        new("quiet7d", "Quiet for 7 days", 0, 7),
        new("quiet30d", "Quiet for 30 days", 0, 30),
    ];

    public static Activity Parse(string? name) => All.FirstOrDefault(a => a.Name is not null && a.Name == name, Any);

    public DateTimeOffset? ActiveSince(DateTimeOffset now) => ActiveDays > 0 ? now.AddDays(-ActiveDays) : null;

    public DateTimeOffset? InactiveSince(DateTimeOffset now) => QuietDays > 0 ? now.AddDays(-QuietDays) : null;
}

/// <summary>The optional columns of the list of leads; name and score are always shown.</summary>
public static class LeadColumns
{
    public static readonly IReadOnlyList<(string Name, string Title)> All =
        [("why", "Why"), ("status", "Status"), ("email", "E-mail"), ("rank", "Rank"), ("events", "Events"), ("last", "Last activity"), ("created", "Created")];

    public const string Default = "why,status,last";

    /// <summary>The chosen ones, in the order of <see cref="All"/>. "none" chooses none.</summary>
    public static IReadOnlyList<string> Parse(string? text)
    {
        var names = (string.IsNullOrWhiteSpace(text) ? Default : text).Split(',', StringSplitOptions.TrimEntries);
        return [.. All.Select(c => c.Name).Where(names.Contains)];
    }

    public static string Text(IEnumerable<string> columns) => string.Join(',', columns) is { Length: > 0 } text ? text : "none";
}
