using System.Globalization;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Board;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads.LeadProfile.History;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Leads.LeadProfile;

/// <summary>One lead: its score and why, what can be done now, and what happened, also as of a time in the past. Live while it is open.</summary>
public sealed partial class LeadPage(
    LeadsClient leads, EventsClient events, RulesClient rules, LeadSubscriptions subscriptions, LiveBoards boards, Recovery recovery, NavigationManager navigation,
    TimeProvider time)
    : LiveComponent
{
    private const int PageSize = 100;
    private const int MaxLines = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShowAllFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly Loading<LeadResponse> _lead = new();
    private readonly Loading<TrendResponse> _trend = new();
    private readonly Loading<ContributionsResponse> _parts = new();
    private readonly Loading<ScoreAsOfResponse> _weekAgo = new();
    private readonly Loading<HistoryResponse> _ledger = new();
    private readonly Loading<ScoreAsOfResponse> _knownThen = new();
    private readonly Loading<ScoreAsOfResponse> _knownNow = new();
    private readonly Loading<List<RuleResponse>> _rules = new();
    private readonly HeldLines _held = new();
    private EventLabels _labels = EventLabels.None;
    private DateTimeOffset _showAllUntil = DateTimeOffset.MinValue;
    private LeadSubscription? _subscription;
    private string? _subscribedId;
    private TrendRange _range = TrendRange.All[0];
    private DateTimeOffset? _asOf;
    private string _tab = "history";
    private string[] _types = [];
    private bool _onlyChanges;
    private bool _isKnownThen;
    private bool _showsReceived;
    private int _limit = PageSize;
    private ShownHistory? _history;
    private (DateTimeOffset?, bool)? _heldView;
    private ConnectionState _connection = ConnectionState.Live;
    private DateTimeOffset? _readAt;

    [Parameter]
    public required string Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    public string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "asof")]
    public string? AsOf { get; set; }

    /// <summary>With <see cref="AsOf"/>: show the history as it was known then, not as it is known now.</summary>
    [SupplyParameterFromQuery(Name = "known")]
    public string? Known { get; set; }

    /// <summary>The history shows these types only; none: all.</summary>
    [SupplyParameterFromQuery(Name = "type")]
    public string[]? Types { get; set; }

    /// <summary>The history shows only what changed the score.</summary>
    [SupplyParameterFromQuery(Name = "changed")]
    public string? Changed { get; set; }

    /// <summary>The ledger also shows when each event was received.</summary>
    [SupplyParameterFromQuery(Name = "received")]
    public string? Received { get; set; }

    [CascadingParameter]
    public required BrowserTime Time { get; set; }

    private long? WeekChange => _lead.Value is { } lead && _weekAgo.Value is { } week ? lead.CurrentScore - week.Score : null;

    private (long, long)? Bounds => _trend.Value is { } trend ? (trend.MinScore, trend.MaxScore) : null;

    private ApiException? Failure => _lead.Problem ?? _trend.Problem ?? _parts.Problem ?? HistoryProblem;

    /// <summary>The numbers are the last ones known.</summary>
    private bool IsCut => _connection == ConnectionState.Stale || Failure is { IsTransient: true };

    /// <summary>There is something on the chart to see and to choose.</summary>
    private bool HasEvents => _lead.Value is { EventCount: > 0 };

    private bool IsFiltered => _tab == "history" && (_types.Length > 0 || _onlyChanges);

    /// <summary>A filter looks through everything that a page can have.</summary>
    private int Limit => IsFiltered ? MaxLines : _limit;

    private Loading<ScoreAsOfResponse> ShownAsOf => _isKnownThen ? _knownThen : _knownNow;

    private ApiException? HistoryProblem => _asOf is null ? _ledger.Problem : ShownAsOf.Problem;

    private int WaitingLines => _held.Waiting.Count(IsShown);

    private string Empty => IsFiltered ? "Nothing here fits the filters." : _asOf is null ? "No activity yet. Log a call, or add an event." : "No events had arrived by then.";

    protected override void Dispose(bool disposing)
    {
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    protected override void OnInitialized()
    {
        _lead.OnSlow = StateHasChanged;
        Begin(ct => recovery.RunAsync(
            () => _lead.CanRetry || _trend.CanRetry || _parts.CanRetry || _ledger.CanRetry || _knownThen.CanRetry || _knownNow.CanRetry || _rules.CanRetry, () => InvokeAsync(LoadAsync), ct));
        Begin(async ct =>
        {
            await foreach (var state in boards.State.FollowAsync(Interval, ct))
            {
                if (state.State != _connection) await RenderAsync(() => ConnectionChanged(state));
            }
        });
    }

    protected override Task OnParametersSetAsync()
    {
        _tab = Tab == "ledger" ? "ledger" : "history";
        _range = TrendRange.Parse(Range);
        _isKnownThen = Known == "then";
        _types = [.. (Types ?? []).Where(t => !string.IsNullOrEmpty(t)).Distinct()];
        (_onlyChanges, _showsReceived) = (Changed == "true", Received == "true");
        _asOf = DateTimeOffset.TryParse(AsOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        if (_subscribedId != Id) Subscribe();
        if (_heldView != (_asOf, _isKnownThen))
        {
            _heldView = (_asOf, _isKnownThen);
            _held.Reset();
            foreach (var read in (Loading<ScoreAsOfResponse>[])[_knownThen, _knownNow]) read.Clear();
        }

        ShowLines();
        return LoadAsync();
    }

    private void Subscribe()
    {
        _subscribedId = Id;
        foreach (var clear in (Action[])[_lead.Clear, _trend.Clear, _parts.Clear, _weekAgo.Clear, _ledger.Clear, _held.Reset]) clear();
        _limit = PageSize;
        (_readAt, _history, _heldView) = (null, null, null);
        _subscription?.Dispose();
        var subscription = _subscription = subscriptions.Subscribe([Id]);
        Begin(async ct =>
        {
            await foreach (var _ in subscription.ChangesAsync(Interval, ct)) await InvokeAsync(LoadAsync);
        });
    }

    /// <summary>The page's numbers are as old as the boards', which are read from the same API, while no change was announced.</summary>
    private void ConnectionChanged(LiveState state)
    {
        _connection = state.State;
        if (state.State == ConnectionState.Stale && state.ReadAt > _readAt) _readAt = state.ReadAt;
    }

    /// <summary>Reads everything that is shown, in parallel, and renders once.</summary>
    private async Task LoadAsync()
    {
        var now = time.GetUtcNow();
        await Task.WhenAll(Reads(now));
        if (Leaving.IsCancellationRequested) return;
        if (_lead.Problem is null) _readAt = now;
        if (_rules.Value is { } known) _labels = new(known);
        ShowLines();
        StateHasChanged();
    }

    private IEnumerable<Task> Reads(DateTimeOffset now)
    {
        yield return _lead.ReadAsync(ct => leads.FindAsync(Id, ct), Leaving);
        yield return _trend.ReadAsync(ct => events.TrendAsync(Id, _range.From(now), ct), Leaving);
        yield return _parts.ReadAsync(ct => events.ContributionsAsync(Id, ct), Leaving);
        yield return _weekAgo.ReadAsync(ct => events.AsOfAsync(Id, now - Week, null, 1, ct), Leaving);
        if (_rules.Value is null) yield return _rules.ReadAsync(rules.ListAsync, Leaving);
        if (_asOf is not { } at)
        {
            yield return _ledger.ReadAsync(ct => events.LedgerAsync(Id, Limit, ct), Leaving);
            yield break;
        }

        yield return _knownThen.ReadAsync(ct => events.AsOfAsync(Id, at, at, _isKnownThen ? Limit : 1, ct), Leaving);
        yield return _knownNow.ReadAsync(ct => events.AsOfAsync(Id, at, null, _isKnownThen ? 1 : Limit, ct), Leaving);
    }

    /// <summary>What the history shows of the lines that were read.</summary>
    private void ShowLines()
    {
        var (lines, next) = _asOf is null ? (_ledger.Value?.History, _ledger.Value?.Next) : (ShownAsOf.Value?.History, ShownAsOf.Value?.Next);
        if (lines is null) return; // what was shown stays until the new lines are read

        _held.Take(lines);
        if (time.GetUtcNow() < _showAllUntil) _held.ShowWaiting();
        IReadOnlyList<LedgerRowResponse> shown = IsFiltered ? [.. _held.Lines.Where(IsShown)] : _held.Lines;
        _history = new(shown, _tab == "history" ? HistoryGroups.Of(shown, Time, next is not null) : [], next is not null);
    }

    private bool IsShown(LedgerRowResponse line) =>
        _tab == "ledger" || ((_types.Length == 0 || _types.Contains(line.EventType)) && (!_onlyChanges || line.Change != 0));

    private void ShowWaiting()
    {
        _held.ShowWaiting();
        ShowLines();
    }

    private Task ShowMoreAsync()
    {
        _limit = Math.Min(_limit * 2, MaxLines);
        return LoadAsync();
    }

    private Task OnLoggedAsync(string eventId)
    {
        _held.Expect(eventId);
        return LoadAsync();
    }

    /// <summary>After something that the user did with the lead.</summary>
    private async Task ShowAllAsync()
    {
        _showAllUntil = time.GetUtcNow() + ShowAllFor; // another read may have begun, or begin, because of the same change
        await LoadAsync();
    }

    private string Url(string? tab = null, string? range = null, bool? knownThen = null, bool? received = null) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["tab"] = (tab ?? _tab) == "history" ? null : tab ?? _tab,
        ["range"] = (range ?? _range.Name) == "all" ? null : range ?? _range.Name,
        ["known"] = (knownThen ?? _isKnownThen) ? "then" : null,
        ["received"] = (received ?? _showsReceived) ? "true" : null,
    });

    private string FilterUrl(IReadOnlyList<string> types, bool onlyChanges) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["tab"] = null,
        ["type"] = types.Count == 0 ? null : types.ToArray(),
        ["changed"] = onlyChanges ? "true" : null,
    });

    private string TypeUrl(string type) => FilterUrl([type], false).Split('#')[0] + "#history";

    private void ShowAsOf(DateTimeOffset? at) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["asof"] = at is { } moment ? RelativeTime.Iso(moment) : null, ["known"] = at is null || !_isKnownThen ? null : "then" }),
        replace: _asOf is not null && at is not null);

    /// <param name="Lines">As the filters leave them, newest first.</param>
    /// <param name="HasMore">There are older ones.</param>
    private sealed record ShownHistory(IReadOnlyList<LedgerRowResponse> Lines, IReadOnlyList<HistoryDay> Days, bool HasMore);
}
