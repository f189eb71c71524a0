using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Activity;

/// <summary>The change feed as a list, newest on top; the address has the filter. Renders at most four times a second, however much happens.</summary>
public sealed partial class ActivityPage(
    ActivityLog log, LeadNames names, RulesClient rules, PauseState pause, NavigationManager navigation, IJSRuntime js, TimeProvider time) : LiveComponent
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NameInterval = TimeSpan.FromSeconds(1);
    private readonly ActivityView _view = new();
    private ActivityQuery _query = new();
    private EventLabels _labels = EventLabels.None;
    private IReadOnlyList<ActivityLine> _lines = [];
    private DotNetObjectReference<ActivityPage>? _self;
    private ElementReference _list;
    private long _seen;
    private bool _isReady;

    /// <summary>Those with a rule, and the one that is chosen.</summary>
    private IEnumerable<string> Types =>
        _labels.Known.Select(r => r.EventType).Concat(_query.Type is { } chosen && !_labels.Has(chosen) ? [chosen] : []).OrderBy(t => _labels[t], StringComparer.OrdinalIgnoreCase);

    private string Newer => _view.HasGap ? $"{ActivityView.MaxWaiting}+ newer · jump to now" : $"{_view.Waiting} newer · show";

    /// <summary>Called by the browser while the pointer or the focus is on the list (board.js).</summary>
    [JSInvokable]
    public void SetOrderPaused(bool paused)
    {
        _view.Hold(paused);
        Arrange();
        StateHasChanged();
    }

    protected override void OnInitialized()
    {
        navigation.LocationChanged += OnLocationChanged;
        _query = ActivityQuery.Parse(navigation.Uri);
        Begin(LoadLabelsAsync);
        Begin(FollowAsync);
        Begin(ReadNamesAsync);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            _self = DotNetObjectReference.Create(this);
            await js.InvokeVoidAsync("leadScoring.pauseOrder", Leaving, _list, _self);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // The page was left.
        }
    }

    protected override void Dispose(bool disposing)
    {
        navigation.LocationChanged -= OnLocationChanged;
        pause.Set(null);
        _self?.Dispose();
        base.Dispose(disposing);
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await foreach (var mark in log.Newest.FollowAsync(Interval, ct))
        {
            if (mark.Newest == _seen && mark.IsReady == _isReady) continue;
            await RenderAsync(() =>
            {
                var newer = log.After(_seen);
                (_isReady, _seen) = (mark.IsReady, newer.Count > 0 ? newer[^1].Number : _seen);
                _view.Add(newer.Where(Fits));
                Arrange();
            });
        }
    }

    private async Task LoadLabelsAsync(CancellationToken ct)
    {
        try
        {
            var known = await rules.ListAsync(ct);
            await RenderAsync(() =>
            {
                _labels = new(known);
                Arrange();
            });
        }
        catch (ApiException)
        {
            // Types are shown in words of their own.
        }
    }

    /// <summary>A text can only be found in names that are known: for it, those of all that is kept are read.</summary>
    private async Task ReadNamesAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(NameInterval, time);
        do
        {
            List<string> asked = [];
            await InvokeAsync(() => asked = [.. (_query.Lead is null ? _view.Shown : log.After(0)).Select(i => i.Entry.LeadId).Where(id => names.Of(id) is null).Distinct()]);
            if (asked.Count == 0) continue;
            await names.ReadAsync(asked, ct);
            if (!asked.Exists(id => names.Of(id) is not null)) continue;
            await RenderAsync(() =>
            {
                if (_query.Lead is not null && !_view.IsHeld && !_view.IsPaused) _view.Reset(log.After(0).Where(Fits));
                Arrange();
            });
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private bool Fits(ActivityItem item) => _query.Fits(item.Entry, names.Of(item.Entry.LeadId));

    private void Arrange() => _lines = [.. _view.Shown.Select(i => ActivityLine.Of(i, _labels, names.Of(i.Entry.LeadId)))];

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath != "/activity") return;
        _ = RenderAsync(() =>
        {
            var query = ActivityQuery.Parse(e.Location);
            if (query == _query) return;
            _query = query;
            _view.Reset(log.After(0).Where(Fits));
            Arrange();
        });
    }

    private void Go(ActivityQuery query) => navigation.NavigateTo(query.Url(), replace: true);

    private void ShowNewer()
    {
        _view.Show();
        Arrange();
    }

    private void TogglePause()
    {
        _view.Pause(!_view.IsPaused);
        pause.Set(_view.IsPaused ? time.GetUtcNow() : null);
        Arrange();
    }
}
