using System.Globalization;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Leads.LeadProfile;

/// <summary>One lead: its score, how it came about, and what was known at a time in the past. Live while it is open.</summary>
public sealed partial class LeadPage(
    LeadsClient leads, EventsClient events, LeadSubscriptions subscriptions, LeadDialogs dialogs, Recovery recovery, NavigationManager navigation, TimeProvider time)
    : LiveComponent
{
    private const int PageSize = 50;
    private const int MaxLines = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly Loading<LeadResponse> _lead = new();
    private readonly Loading<TrendResponse> _trend = new();
    private readonly Loading<ContributionsResponse> _parts = new();
    private readonly Loading<ScoreAsOfResponse> _weekAgo = new();
    private readonly Loading<HistoryResponse> _ledger = new();
    private readonly Loading<EventPageResponse> _events = new();
    private readonly Loading<ScoreAsOfResponse> _knownThen = new();
    private readonly Loading<ScoreAsOfResponse> _knownNow = new();
    private LeadSubscription? _subscription;
    private string? _subscribedId;
    private TrendRange _range = TrendRange.All[0];
    private DateTimeOffset? _asOf;
    private string _tab = "ledger";
    private bool _withLater;
    private int _limit = PageSize;

    [Parameter]
    public required string Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "asof")]
    public string? AsOf { get; set; }

    /// <summary>With <see cref="AsOf"/>: show the ledger as it is known now, not as it was known then.</summary>
    [SupplyParameterFromQuery(Name = "later")]
    public string? Later { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private long? WeekChange => _lead.Value is { } lead && _weekAgo.Value is { } week ? lead.CurrentScore - week.Score : null;

    private ApiException? Failure => _lead.Problem ?? _trend.Problem ?? _parts.Problem;

    protected override void Dispose(bool disposing)
    {
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    protected override void OnInitialized() => Begin(ct => recovery.RunAsync(
        () => _lead.CanRetry || _trend.CanRetry || _parts.CanRetry || _ledger.CanRetry || _events.CanRetry || _knownThen.CanRetry,
        () => InvokeAsync(LoadAsync), ct));

    protected override Task OnParametersSetAsync()
    {
        _tab = Tab == "events" ? "events" : "ledger";
        _range = TrendRange.Parse(Range);
        _withLater = Later == "true";
        _asOf = DateTimeOffset.TryParse(AsOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        if (_subscribedId != Id) Subscribe();
        return LoadAsync();
    }

    private void Subscribe()
    {
        _subscribedId = Id;
        foreach (var clear in (Action[])[_lead.Clear, _trend.Clear, _parts.Clear, _weekAgo.Clear, _ledger.Clear, _events.Clear, _knownThen.Clear, _knownNow.Clear]) clear();
        _limit = PageSize;
        _subscription?.Dispose();
        var subscription = _subscription = subscriptions.Subscribe([Id]);
        Begin(async ct =>
        {
            await foreach (var _ in subscription.ChangesAsync(Interval, ct)) await InvokeAsync(LoadAsync);
        });
    }

    /// <summary>Reads everything that is shown, in parallel, and renders once.</summary>
    private async Task LoadAsync()
    {
        var now = time.GetUtcNow();
        var reads = new List<Task>
        {
            _lead.ReadAsync(ct => leads.FindAsync(Id, ct), Leaving),
            _trend.ReadAsync(ct => events.TrendAsync(Id, _range.From(now), ct), Leaving),
            _parts.ReadAsync(ct => events.ContributionsAsync(Id, ct), Leaving),
            _weekAgo.ReadAsync(ct => events.AsOfAsync(Id, now - Week, null, 1, ct), Leaving),
        };
        if (_tab == "events") reads.Add(_events.ReadAsync(ct => events.ListAsync(Id, _limit, ct), Leaving));
        else if (_asOf is null) reads.Add(_ledger.ReadAsync(ct => events.LedgerAsync(Id, _limit, ct), Leaving));
        if (_asOf is { } at)
        {
            reads.Add(_knownThen.ReadAsync(ct => events.AsOfAsync(Id, at, at, _limit, ct), Leaving));
            reads.Add(_knownNow.ReadAsync(ct => events.AsOfAsync(Id, at, null, _limit, ct), Leaving));
        }

        await Task.WhenAll(reads);
        if (!Leaving.IsCancellationRequested) StateHasChanged();
    }

    private Task ShowMoreAsync()
    {
        _limit = Math.Min(_limit * 2, MaxLines);
        return LoadAsync();
    }

    private string Url(string? tab = null, string? range = null, bool? later = null) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["tab"] = (tab ?? _tab) == "ledger" ? null : tab ?? _tab,
        ["range"] = (range ?? _range.Name) == "all" ? null : range ?? _range.Name,
        ["later"] = (later ?? _withLater) ? "true" : null,
    });

    private void ShowAsOf(DateTimeOffset? at) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameter("asof", at is { } moment ? RelativeTime.Iso(moment) : null), replace: _asOf is not null && at is not null);

    private async Task AddEventAsync()
    {
        if (await dialogs.AddEventAsync(Id, Time)) await LoadAsync();
    }

    private async Task EditAsync()
    {
        if (await dialogs.EditAsync(Id, Leaving) is not null) await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        if (_lead.Value is { } lead && await dialogs.DeleteAsync(Id, lead.Name, lead.EventCount)) navigation.NavigateTo("/leads");
    }
}

/// <summary>How much of the past the chart shows.</summary>
/// <param name="Days">0: all of it.</param>
public sealed record TrendRange(string Name, string Label, int Days)
{
    public static readonly IReadOnlyList<TrendRange> All = [new("all", "All", 0), new("90d", "90 days", 90), new("30d", "30 days", 30), new("7d", "7 days", 7), new("24h", "24 h", 1)];

    public static TrendRange Parse(string? name) => All.FirstOrDefault(r => r.Name == name, All[0]);

    /// <summary>Null: from the first event on.</summary>
    public DateTimeOffset? From(DateTimeOffset now) => Days > 0 ? now.AddDays(-Days) : null;
}
