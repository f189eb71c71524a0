using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Layout;
using LeadScoring.Web.Board;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Leads.LeadList;

/// <summary>All leads, searched, filtered, sorted and paged by the API. The address is the state; the rows that are shown are live.</summary>
public sealed partial class LeadListPage(
    LeadsClient client, EventsClient events, LeadSubscriptions subscriptions, LeadDialogs dialogs, StatusActions statuses, ListPlace place, Recovery recovery, NavigationManager navigation, IJSRuntime js, TimeProvider time)
    : LiveComponent
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReasonInterval = TimeSpan.FromSeconds(2);
    /// <summary>Those that everybody has.</summary>
    public static readonly IReadOnlyList<(string Title, string Url)> Views =
        [.. LeadView.All.Select(v => (v.Title, new LeadListQuery { View = v }.Url()))];

    private readonly Loading<LeadPageResponse> _page = new();
    private readonly ReasonCache _reasons = new();
    private readonly HashSet<string> _selected = new(StringComparer.Ordinal);
    private readonly PausedOrder<LeadRow> _order = new(l => l.Id);
    private LeadListQuery _query = new();

    /// <summary>The query that the rows on screen answer; <see cref="_query"/> may be ahead of it.</summary>
    private LeadListQuery _shown = new();
    private IReadOnlyList<string> _columns = [];
    private IReadOnlyList<LeadRow> _rows = [];
    private LeadSubscription? _subscription;
    private string _subscribedIds = "";
    private string? _rowToFocus;
    private string? _dialog;
    private bool _isRendered;
    private bool _isOutdated;

    /// <summary>The query that was read last, or is being read.</summary>
    private LeadListQuery? _listed;
    private bool _readingReasons;

    /// <summary>The lead that is shown beside the list.</summary>
    [SupplyParameterFromQuery(Name = "lead")]
    public string? Lead { get; set; }

    [CascadingParameter]
    public required Preferences Preferences { get; set; }

    /// <summary>Of the rows that are shown, in their order.</summary>
    private List<string> Selected => [.. _rows.Select(r => r.Id).Where(_selected.Contains)];

    /// <summary>There are no leads at all: what fills the list is offered in its place.</summary>
    private bool IsEmpty => _page.Value is { Leads.Count: 0 } && !_shown.IsFiltered && _shown.Page == 1;

    private string ExportUrl => "/export/leads" + _query.ApiQuery(time.GetUtcNow(), paged: false);

    private IReadOnlyList<LeadRow> NewestRows => [.. (_page.Value?.Leads ?? []).Select(LeadRow.Of)];

    protected override void Dispose(bool disposing)
    {
        navigation.LocationChanged -= OnLocationChanged;
        statuses.Changed -= OnStatusChanged;
        _subscription?.Dispose();
        _page.Dispose();
        base.Dispose(disposing);
    }

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        statuses.Changed += OnStatusChanged;
        _page.OnSlow = StateHasChanged;
        Begin(ct => recovery.RunAsync(() => _page.CanRetry, () => InvokeAsync(LoadAsync), ct));
        return ShowAsync();
    }

    private bool Shows(string column) => _columns.Contains(column);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == "/leads") _ = InvokeAsync(ShowAsync);
    }

    /// <summary>The lead beside the list and a dialog are in the address as well, and do not make it another list.</summary>
    private Task ShowAsync()
    {
        var query = LeadListQuery.Parse(navigation.Uri);
        if (new Uri(navigation.Uri).Query is var asked and "?new") _dialog = asked;
        if (query == _listed) return OpenDialogAsync();
        _query = query;
        _columns = LeadColumns.Parse(_query.Columns ?? Preferences.Columns);
        _selected.Clear();
        _rowToFocus = place.Url == _query.Url() ? place.TakeLastOpen() : null;
        place.ShowList(_query.Url(), _query.Title, () => [.. _rows.Select(r => r.Id)]);
        var loading = LoadAsync();
        return _isRendered ? Task.WhenAll(loading, OpenDialogAsync()) : loading;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _isRendered = true;
        if (firstRender) await OpenDialogAsync();
        if (_rowToFocus is not { } row || _rows.Count == 0) return;
        _rowToFocus = null;
        try
        {
            await js.InvokeVoidAsync("leadScoring.focusRow", Leaving, row);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException)
        {
            // The page was left.
        }
    }

    /// <summary>A link can open a dialog. It is taken out of the address, so that loading the page again does not open it.</summary>
    private async Task OpenDialogAsync()
    {
        if (_dialog is not { } dialog) return;
        if (new Uri(navigation.Uri).Query == dialog)
        {
            navigation.NavigateTo(_query.Url(), replace: true); // comes back here; a navigation would close the dialog
            return;
        }

        _dialog = null;
        await Task.Yield(); // until everybody knows of the navigation
        await CreateAsync();
    }

    /// <summary>Back to the list that is still on screen.</summary>
    private Task CancelAsync()
    {
        _page.Cancel();
        if (_page.Value is not null && _shown != _query) navigation.NavigateTo((_query = _shown).Url(), replace: true);
        return Task.CompletedTask;
    }

    private void OnStatusChanged(IReadOnlyList<string> leadIds, string status) => _ = RenderAsync(() => _selected.ExceptWith(leadIds));

    private void Select((string LeadId, bool Selected) choice)
    {
        if (choice.Selected) _selected.Add(choice.LeadId);
        else _selected.Remove(choice.LeadId);
    }

    private void SelectAll(bool selected)
    {
        _selected.Clear();
        if (selected) _selected.UnionWith(_rows.Select(r => r.Id));
    }

    private async Task LoadAsync()
    {
        _listed = _query;
        _order.Resume();
        var reading = ReadAsync();
        StateHasChanged(); // shows that it is loading
        await reading;
        if (Leaving.IsCancellationRequested) return;
        ApplyWaiting();
        _order.Pause();
        StateHasChanged();
        await ReadReasonsAsync();
    }

    /// <summary>After the rows, which do not wait for them.</summary>
    private async Task ReadReasonsAsync()
    {
        if (_readingReasons || !Shows("why")) return;
        _readingReasons = true;
        while (_reasons.Missing(_rows, time.GetUtcNow()) is { Count: > 0 } missing)
        {
            LeadReasonListResponse? answer = null;
            try
            {
                answer = await events.ReasonsAsync(missing.Select(l => l.Id), Leaving);
            }
            catch (Exception e) when (e is ApiException or OperationCanceledException)
            {
                // Asked for again below, while the page is open.
            }

            if (Leaving.IsCancellationRequested) return;
            _reasons.Put(missing, answer, time.GetUtcNow());
            StateHasChanged();
        }

        _readingReasons = false;
        if (!_reasons.IsBehind(_rows, time.GetUtcNow())) return;
        Begin(async ct =>
        {
            await Task.Delay(ReasonInterval, time, ct);
            await InvokeAsync(ReadReasonsAsync);
        });
    }

    private Task ReadAsync()
    {
        var query = _query;
        return _page.ReadAsync(
            async ct =>
            {
                var page = await client.ListAsync(query.ApiQuery(time.GetUtcNow(), paged: true), ct);
                _shown = query;
                return page;
            },
            Leaving);
    }

    /// <summary>Rows keep their positions until the user asks for the new order.</summary>
    private void ApplyWaiting()
    {
        _rows = _order.Apply(NewestRows);
        Subscribe();
    }

    private void Subscribe()
    {
        var ids = string.Join(' ', _rows.Select(r => r.Id));
        if (ids == _subscribedIds) return;
        _subscribedIds = ids;
        _subscription?.Dispose();
        var subscription = _subscription = subscriptions.Subscribe(_rows.Select(r => r.Id));
        Begin(async ct =>
        {
            await foreach (var _ in subscription.ChangesAsync(Interval, ct)) await InvokeAsync(RefreshAsync);
        });
    }

    private async Task RefreshAsync()
    {
        _isOutdated = true;
        if (_page.IsBusy) return;
        while (_isOutdated)
        {
            _isOutdated = false;
            await ReadAsync();
            if (Leaving.IsCancellationRequested) return;
        }

        _rows = _order.Arrange(NewestRows);
        StateHasChanged();
        await ReadReasonsAsync();
    }

    /// <summary>Typing on replaces the address, so that Back does not go through every letter.</summary>
    private void Go(LeadListQuery query)
    {
        var isTyping = query with { Search = _query.Search } == _query && query.Search is not null && _query.Search is not null;
        _query = query;
        navigation.NavigateTo(query.Url(), replace: isTyping);
    }

    private async Task ChooseColumnsAsync(IReadOnlyList<string> columns)
    {
        var chosen = LeadColumns.Text(columns);
        (_columns, _query) = (columns, _query with { Columns = chosen }); // the next choice may come before the address has changed
        navigation.NavigateTo(_query.Url(), replace: true);
        await js.InvokeVoidAsync("leadScoring.remember", Leaving, "ls-columns", chosen);
    }

    private async Task CreateAsync()
    {
        if (await dialogs.CreateAsync() is { } lead) navigation.NavigateTo($"/leads/{Uri.EscapeDataString(lead.Id)}");
    }

    private async Task EditAsync(LeadRow lead)
    {
        if (await dialogs.EditAsync(lead.Id, Leaving) is not null) await LoadAsync();
    }

    private async Task DeleteAsync(LeadRow lead)
    {
        if (await dialogs.DeleteAsync(lead.Id, lead.Name, lead.EventCount)) await LoadAsync();
    }
}
