using LeadScoring.Web.Components.Leads;
using LeadScoring.Web.Frame;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Radzen;

namespace LeadScoring.Web.Components.Pages;

/// <summary>All leads, searched, filtered, sorted and paged by the API. The address says what is shown; numbers of the rows shown are live.</summary>
public sealed partial class LeadList(
    LeadsClient client, LeadWatches watches, LeadDialogs dialogs, Recovery recovery, NavigationManager navigation, IJSRuntime js, TimeProvider time)
    : LiveComponent
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Loading<LeadListPage> _page = new();
    private readonly HeldOrder<LeadRow> _order = new(l => l.Id);
    private LeadListQuery _query = new();

    /// <summary>What the rows that are shown were asked for with; the address may be ahead of it.</summary>
    private LeadListQuery _answered = new();
    private IReadOnlyList<string> _columns = [];
    private IReadOnlyList<LeadRow> _rows = [];
    private LeadWatch? _watch;
    private string _watched = "";

    [CascadingParameter]
    public required Preferences Preferences { get; set; }

    private string Subtitle => _page.Value is not { } page ? "" : $"{(page.TotalIsLowerBound ? "more than " : "")}{Numbers.Count(page.Total, "lead")}{(!_answered.IsFiltered ? "" : page.Total == 1 ? " matches" : " match")}";

    private string ExportUrl => "/export/leads" + _query.ApiQuery(time.GetUtcNow(), paged: false);

    protected override void Dispose(bool disposing)
    {
        navigation.LocationChanged -= Moved;
        _watch?.Dispose();
        _page.Dispose();
        base.Dispose(disposing);
    }

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += Moved;
        Begin(ct => recovery.WatchAsync(() => _page.IsInTrouble, () => InvokeAsync(LoadAsync), ct));
        return ShowAsync();
    }

    private bool Shows(string column) => _columns.Contains(column);

    private void Moved(object? sender, LocationChangedEventArgs e)
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
        _order.Release();
        var reading = ReadAsync();
        StateHasChanged(); // what takes long is seen to be under way
        await reading;
        if (Leaving.IsCancellationRequested) return;
        Apply();
        _order.Hold();
        Watch();
        StateHasChanged();
    }

    private Task ReadAsync()
    {
        var query = _query;
        return _page.ReadAsync(
            async ct =>
            {
                var page = await client.ListAsync(query, time.GetUtcNow(), ct);
                _answered = query;
                return page;
            },
            Leaving);
    }

    /// <summary>Rows keep their places while somebody reads: a changed order waits until it is asked for.</summary>
    private void Apply()
    {
        var held = _order.Held;
        _order.Release();
        _rows = _order.Arrange(_page.Value?.Leads ?? []);
        if (held) _order.Hold();
        Watch();
    }

    private void Watch()
    {
        var ids = string.Join(' ', _rows.Select(r => r.Id));
        if (ids == _watched) return;
        _watched = ids;
        _watch?.Dispose();
        var watch = _watch = watches.Watch(_rows.Select(r => r.Id));
        Begin(async ct =>
        {
            await foreach (var _ in watch.ChangesAsync(Interval, ct)) await InvokeAsync(RefreshAsync);
        });
    }

    private async Task RefreshAsync()
    {
        if (_page.IsBusy) return;
        await ReadAsync();
        if (Leaving.IsCancellationRequested) return;
        _rows = _order.Arrange(_page.Value?.Leads ?? []);
        StateHasChanged();
    }

    /// <summary>Typing on replaces the address; any other choice can be gone back from.</summary>
    private void Go(LeadListQuery query)
    {
        var isTyping = query with { Search = _query.Search } == _query && query.Search is not null && _query.Search is not null;
        _query = query;
        navigation.NavigateTo(query.Url(), replace: isTyping);
    }

    private async Task ChooseColumnsAsync(IReadOnlyList<string> columns)
    {
        var chosen = LeadColumns.Text(columns);
        (_columns, _query) = (columns, _query with { Columns = chosen }); // the next choice may come before the address has
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
