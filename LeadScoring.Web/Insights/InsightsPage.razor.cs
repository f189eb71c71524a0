using System.Globalization;
using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Insights;

/// <summary>What happened in all, as findings with a chart each. Its days are in the address. Read again every minute while somebody looks.</summary>
public sealed partial class InsightsPage(InsightsClient insights, RulesClient rules, Recovery recovery, NavigationManager navigation, TimeProvider time) : LiveComponent
{
    private const int MaxSeries = 5;
    private const int MaxShares = 8;
    private const int MaxUnscored = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Loading<ActivityResponse> _activity = new();
    private readonly Loading<LeadInsightsResponse> _leads = new();
    private readonly Loading<ConversionResponse> _conversion = new();
    private EventLabels _labels = EventLabels.None;
    private InsightRange _range = InsightRange.Span(default, default);
    private DateTimeOffset? _readAt;
    private string? _spanFrom;
    private string? _spanTo;
    private string? _spanError;

    [SupplyParameterFromQuery(Name = "days")]
    public string? Days { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private DateOnly Today => DateOnly.FromDateTime(Time.Local(time.GetUtcNow()).DateTime);

    private string TimeZone => Time.Zone == "UTC" ? "UTC" : Time.Zone.Split('/')[^1].Replace('_', ' ') + " time";

    /// <summary>How far back somebody counts as active: as long as the range is.</summary>
    private int ActiveDays => _range.Days ?? InsightRange.DefaultDays;

    /// <summary>The sentences at the top, each with the id of its panel.</summary>
    private IEnumerable<(string Id, string Text)> Findings
    {
        get
        {
            if (_leads.Value is { Open: > 0 } leads) yield return ("scores", InsightTexts.Active(leads, ActiveDays));
            if (_activity.Value is { Events: > 0 } activity)
            {
                yield return ("shares", InsightTexts.Shares(activity, _labels));
                if (activity.Types.Any(type => !type.Scored)) yield return ("unscored", InsightTexts.Unscored(activity));
            }

            if (_conversion.Value is { Customers: > 0 } conversion) yield return ("conversion", InsightTexts.Conversion(conversion));
        }
    }

    protected override void OnInitialized()
    {
        Begin(ct => recovery.RunAsync(() => _activity.CanRetry || _leads.CanRetry || _conversion.CanRetry, () => InvokeAsync(ReadAsync), ct));
        Begin(RefreshAsync);
    }

    protected override Task OnParametersSetAsync()
    {
        var range = InsightRange.Parse(Days, From, To, Today);
        if (range == _range) return Task.CompletedTask;
        _range = range;
        (_spanFrom, _spanTo, _spanError) = (Text(range.From), Text(range.To), null);
        return ReadAsync();
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double BestRate(ConversionResponse conversion) =>
        conversion.Scores.Where(range => range.Leads > 0).Select(range => (double)range.Customers / range.Leads).DefaultIfEmpty().Max();

    private static string Width(long part, long whole, double most = 1) =>
        part == 0 || whole == 0 || most == 0 ? "width:0;min-width:0" : string.Create(CultureInfo.InvariantCulture, $"width:{Math.Min(100, 100.0 * part / whole / most):0.##}%");

    private static string Heat(long events, long most) =>
        string.Create(CultureInfo.InvariantCulture, $"--heat:{(events == 0 ? 0 : 8 + (92.0 * events / most)):0}%");

    private static IReadOnlyList<ChartColumn> ScoreColumns(LeadInsightsResponse leads) =>
    [
        .. leads.OpenScores.Select(bin => new ChartColumn(
            bin.From.ToString(CultureInfo.InvariantCulture), $"{InsightTexts.Range(bin.From, bin.To)}: {Numbers.Count(bin.Leads, "open lead")}", [bin.Leads],
            bin.Leads == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"/leads?view=open&minScore={bin.From}&maxScore={bin.To}"))),
    ];

    /// <summary>The types with most events as series, the others as one.</summary>
    private List<(IReadOnlyList<long> Days, string Name)> TopTypes(ActivityResponse activity)
    {
        var series = activity.Types.Take(MaxSeries).Select(type => (type.Days, _labels[type.EventType!])).ToList();
        if (activity.Types.Count <= MaxSeries) return series;
        var totals = InsightTexts.Totals(activity);
        series.Add(([.. totals.Select((all, day) => all - series.Sum(s => s.Days[day]))], "Other"));
        return series;
    }

    private List<ChartColumn> DayColumns(ActivityResponse activity)
    {
        var series = TopTypes(activity);
        return
        [
            .. InsightTexts.Totals(activity).Select((all, day) => new ChartColumn(
                activity.From.AddDays(day).ToString("d MMM", CultureInfo.InvariantCulture),
                $"{InsightTexts.Date(activity.From.AddDays(day))}: {Numbers.Count(all, "event")}", [.. series.Select(s => s.Days[day])])),
        ];
    }

    private void ShowSpan()
    {
        if (InsightRange.Day(_spanFrom) is not { } from || InsightRange.Day(_spanTo) is not { } to) _spanError = "Choose both days.";
        else if (from > to) _spanError = "The last day is before the first.";
        else if (InsightRange.Span(from, to) is var span && span.From != from) _spanError = "At most 92 days.";
        else navigation.NavigateTo(span.Url);
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(ct)) await InvokeAsync(ReadAsync);
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(
            ShowAsync(() => _activity.ReadAsync(ReadActivityAsync, Leaving)), ShowAsync(() => _leads.ReadAsync(ct => insights.LeadsAsync(ActiveDays, ct), Leaving)),
            ShowAsync(() => _conversion.ReadAsync(insights.ConversionAsync, Leaving)));
        if (_activity.Problem is null) _readAt = time.GetUtcNow();
        StateHasChanged();
    }

    /// <summary>Each chart is shown when its figures are there.</summary>
    private async Task ShowAsync(Func<Task> read)
    {
        await read();
        if (!Leaving.IsCancellationRequested) StateHasChanged();
    }

    /// <summary>With the labels of today, which are what people know the types by.</summary>
    private async Task<ActivityResponse> ReadActivityAsync(CancellationToken ct)
    {
        var current = rules.ListAsync(ct);
        var activity = await insights.ActivityAsync(_range, Time.Zone, ct);
        _labels = new(await current);
        return activity;
    }
}
