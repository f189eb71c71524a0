using System.Globalization;
using LeadScoring.Web.Components.Lead;
using LeadScoring.Web.Components.Leads;
using LeadScoring.Web.Events;
using LeadScoring.Web.Frame;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace LeadScoring.Web.Components.Pages;

/// <summary>One lead: its score, how it came about, and what was known when. Live while it is open and looks at now.</summary>
public sealed partial class LeadPage(
    LeadsClient leads, EventsClient events, LeadWatches watches, LeadDialogs dialogs, DialogService forms, Recovery recovery,
    NavigationManager navigation, TimeProvider time)
    : LiveComponent
{
    private const int PageSize = 50;
    private const int MaxShown = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly Loading<LeadDetails> _lead = new();
    private readonly Loading<Trend> _trend = new();
    private readonly Loading<Contributions> _parts = new();
    private readonly Loading<ScoreAt> _weekAgo = new();
    private readonly Loading<LedgerPage> _ledger = new();
    private readonly Loading<EventPage> _events = new();
    private readonly Loading<ScoreAt> _known = new();
    private readonly Loading<ScoreAt> _ledgerAt = new();
    private LeadWatch? _watch;
    private string? _watched;
    private TrendRange _range = TrendRange.All[0];
    private DateTimeOffset? _asOf;
    private string _tab = "ledger";
    private bool _later;
    private int _shown = PageSize;

    [Parameter]
    public required string Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "asof")]
    public string? AsOf { get; set; }

    [SupplyParameterFromQuery(Name = "later")]
    public string? Later { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private long? WeekChange => _lead.Value is { } lead && _weekAgo.Value is { } week ? lead.CurrentScore - week.Score : null;

    private ApiException? Trouble => _lead.Problem ?? _trend.Problem ?? _parts.Problem;

    protected override void Dispose(bool disposing)
    {
        _watch?.Dispose();
        base.Dispose(disposing);
    }

    protected override void OnInitialized() => Begin(ct => recovery.WatchAsync(
        () => _lead.IsInTrouble || _trend.IsInTrouble || _parts.IsInTrouble || _ledger.IsInTrouble || _events.IsInTrouble || _known.IsInTrouble,
        () => InvokeAsync(LoadAsync), ct));

    protected override Task OnParametersSetAsync()
    {
        _tab = Tab == "events" ? "events" : "ledger";
        _range = TrendRange.Parse(Range);
        _later = Later == "true";
        _asOf = DateTimeOffset.TryParse(AsOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        if (_watched != Id) Watch();
        return LoadAsync();
    }

    private void Watch()
    {
        _watched = Id;
        foreach (var clear in (Action[])[_lead.Clear, _trend.Clear, _parts.Clear, _weekAgo.Clear, _ledger.Clear, _events.Clear, _known.Clear, _ledgerAt.Clear]) clear();
        _shown = PageSize;
        _watch?.Dispose();
        var watch = _watch = watches.Watch([Id]);
        Begin(async ct =>
        {
            await foreach (var _ in watch.ChangesAsync(Interval, ct)) await InvokeAsync(LoadAsync);
        });
    }

    /// <summary>Everything that is shown, side by side, with one render at the end.</summary>
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
        if (_tab == "events") reads.Add(_events.ReadAsync(ct => events.ListAsync(Id, _shown, ct), Leaving));
        else if (_asOf is null) reads.Add(_ledger.ReadAsync(ct => events.LedgerAsync(Id, _shown, ct), Leaving));
        if (_asOf is { } at)
        {
            reads.Add(_known.ReadAsync(ct => events.AsOfAsync(Id, at, at, _shown, ct), Leaving));
            reads.Add(_ledgerAt.ReadAsync(ct => events.AsOfAsync(Id, at, null, _shown, ct), Leaving));
        }

        await Task.WhenAll(reads);
        if (!Leaving.IsCancellationRequested) StateHasChanged();
    }

    private Task ShowMoreAsync()
    {
        _shown = Math.Min(_shown * 2, MaxShown);
        return LoadAsync();
    }

    private string Url(string? tab = null, string? range = null, bool? later = null) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["tab"] = (tab ?? _tab) == "ledger" ? null : tab ?? _tab,
        ["range"] = (range ?? _range.Name) == "all" ? null : range ?? _range.Name,
        ["later"] = (later ?? _later) ? "true" : null,
    });

    private void LookAt(DateTimeOffset? at) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameter("asof", at is { } moment ? RelativeTime.Iso(moment) : null), replace: _asOf is not null && at is not null);

    private async Task AddEventAsync()
    {
        var parameters = new Dictionary<string, object?> { ["LeadId"] = Id, ["Time"] = Time };
        if (await forms.OpenAsync<AddEvent>("Add event", parameters, DialogLook.Form) is true) await LoadAsync();
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
