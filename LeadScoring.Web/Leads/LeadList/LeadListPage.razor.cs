using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Layout;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Leads.LeadList;

/// <summary>All leads, searched, filtered, sorted and paged by the API. The address is the state; the rows that are shown are live.</summary>
public sealed partial class LeadListPage(
    LeadsClient client, LeadSubscriptions subscriptions, LeadDialogs dialogs, Recovery recovery, NavigationManager navigation, IJSRuntime js, TimeProvider time)
    : LiveComponent
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Loading<LeadPageResponse> _page = new();
    private readonly PausedOrder<LeadRow> _order = new(l => l.Id);
    private LeadListQuery _query = new();

    /// <summary>The query that the rows on screen answer; <see cref="_query"/> may be ahead of it.</summary>
    private LeadListQuery _shown = new();
    private IReadOnlyList<string> _columns = [];
    private IReadOnlyList<LeadRow> _rows = [];
    private LeadSubscription? _subscription;
    private string _subscribedIds = "";

    [CascadingParameter]
    public required Preferences Preferences { get; set; }

    private string Subtitle => _page.Value is not { } page ? "" : $"{(page.TotalIsLowerBound ? "more than " : "")}{Numbers.Count(page.Total, "lead")}{(!_shown.IsFiltered ? "" : page.Total == 1 ? " matches" : " match")}";

    private string ExportUrl => "/export/leads" + _query.ApiQuery(time.GetUtcNow(), paged: false);

    private IReadOnlyList<LeadRow> NewestRows => [.. (_page.Value?.Leads ?? []).Select(LeadRow.Of)];

    protected override void Dispose(bool disposing)
    {
        navigation.LocationChanged -= OnLocationChanged;
        _subscription?.Dispose();
        _page.Dispose();
        base.Dispose(disposing);
    }

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        Begin(ct => recovery.RunAsync(() => _page.CanRetry, () => InvokeAsync(LoadAsync), ct));
        return ShowAsync();
    }

    private bool Shows(string column) => _columns.Contains(column);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == "/leads") _ = InvokeAsync(ShowAsync);
    }

    private Task ShowAsync()
    {
        _query = LeadListQuery.Parse(navigation.Uri);
        _columns = LeadColumns.Parse(_query.Columns ?? Preferences.Columns);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        _order.Resume();
        var reading = ReadAsync();
        StateHasChanged(); // shows that it is loading
        await reading;
        if (Leaving.IsCancellationRequested) return;
        ApplyWaiting();
        _order.Pause();
        StateHasChanged();
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
        if (_page.IsBusy) return;
        await ReadAsync();
        if (Leaving.IsCancellationRequested) return;
        _rows = _order.Arrange(NewestRows);
        StateHasChanged();
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
