using System.Globalization;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Board;

/// <summary>The state of the board, as its address holds it. Parameters that are not valid are ignored, so that every link shows something.</summary>
public sealed record BoardQuery
{
    public const int DefaultTop = 25;
    public static readonly IReadOnlyList<int> Tops = [10, DefaultTop, 50, LiveBoards.Rows];

    public LeadView View { get; init; } = LeadView.Open;

    /// <summary>Any: those of the view.</summary>
    public StatusSet Statuses { get; init; }

    public int Top { get; init; } = DefaultTop;

    /// <summary>Over which the change of the score is shown.</summary>
    public TrendSpan Span { get; init; } = TrendSpan.Default;

    /// <summary>The shown rows stand by their change, the greatest first, instead of by their score.</summary>
    public bool ByChange { get; init; }

    /// <summary>Text that the shown rows contain; null: all rows.</summary>
    public string? Filter { get; init; }

    /// <summary>The address of its view, as it is without any choice.</summary>
    public string StandardUrl => new BoardQuery { View = View }.Url();

    /// <summary>What the board's rows are read with, from the question mark on; empty for all leads. One board per text.</summary>
    public string ApiQuery => QueryHelpers.AddQueryString("", View.Parameters(Statuses));

    /// <summary>Of the page.</summary>
    public string Title => Statuses.IsAny || View.Returned ? View.Title : $"{Statuses.Label} leads";

    public BoardQuery With(StatusSet statuses) => this with { Statuses = statuses, View = (View.Returned ? View : LeadView.Open).With(statuses) };

    public static BoardQuery Parse(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var values = QueryHelpers.ParseQuery(at < 0 ? "" : url[at..]);
        var statuses = StatusSet.Parse(values.GetValueOrDefault("status"));
        return new()
        {
            View = (LeadView.Find(values.GetValueOrDefault("view")) ?? LeadView.Open).With(statuses),
            Statuses = statuses,
            Top = int.TryParse(values.GetValueOrDefault("top"), CultureInfo.InvariantCulture, out var top) && Tops.Contains(top) ? top : DefaultTop,
            Span = TrendSpan.Find(values.GetValueOrDefault("span")),
            ByChange = values.GetValueOrDefault("sort") == "-change",
            Filter = values.GetValueOrDefault("filter").ToString() is var filter && !string.IsNullOrWhiteSpace(filter) ? filter : null,
        };
    }

    /// <summary>The page's address, without parameters that have their default. Statuses alone are of all leads.</summary>
    public string Url()
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        if (View != LeadView.Open.With(Statuses)) pairs.Add(new("view", View.Name));
        pairs.AddRange(Statuses.Names.Select(s => KeyValuePair.Create("status", (string?)s)));
        if (Top != DefaultTop) pairs.Add(new("top", Top.ToString(CultureInfo.InvariantCulture)));
        if (Span != TrendSpan.Default) pairs.Add(new("span", Span.Name));
        if (ByChange) pairs.Add(new("sort", "-change"));
        if (Filter is not null) pairs.Add(new("filter", Filter));
        return QueryHelpers.AddQueryString("/", pairs);
    }
}

/// <summary>A time up to now over which the change of a score is shown.</summary>
/// <param name="Steps">Of <see cref="TrendCache.StepHours"/>.</param>
/// <param name="Title">What exactly it begins with; null: the label says it.</param>
public sealed record TrendSpan(string Name, string Label, int Steps, string? Title = null)
{
    /// <summary>Since somebody looked last with this browser: <see cref="Since"/> says when that was.</summary>
    public static readonly TrendSpan Visit = new("visit", "Last visit", 0);
    public static readonly IReadOnlyList<TrendSpan> All = [new("24h", "24 hours", 3), new("7d", "7 days", 21), new("14d", "14 days", 42), Visit];

    public static TrendSpan Default => All[1];

    public static TrendSpan Find(string? name) => All.FirstOrDefault(s => s.Name == name) ?? Default;

    /// <summary>From the last score at or before the visit on, so that nothing since then is left out; 14 days at most.</summary>
    /// <param name="visit">Null: none is known, and it is the default.</param>
    public TrendSpan Since(DateTimeOffset? visit, BrowserTime time, DateTimeOffset now)
    {
        if (this != Visit) return this;
        if (visit is not { } at) return Default;
        var days = (time.Local(now).Date - time.Local(at).Date).Days;
        var steps = Math.Clamp((int)Math.Ceiling((now - at).TotalHours / TrendCache.StepHours), 1, TrendCache.Points - 1);
        var label = days == 0 ? time.Clock(at) : days < 7 ? time.Weekday(at) : time.Day(at);
        return this with { Label = $"Since {label}", Steps = steps, Title = $"Since your last visit, {time.Stamp(at, now)}, counted in steps of {TrendCache.StepHours} hours" };
    }

    /// <summary>The change from the beginning of the span to the current score; null when not known.</summary>
    /// <param name="scores">At equally spaced times, the last one some seconds ago.</param>
    /// <param name="now">The current score.</param>
    public long? Change(IReadOnlyList<long>? scores, long now) => scores is { Count: TrendCache.Points } ? now - scores[^(Steps + 1)] : null;
}
