using LeadScoring.Web.Layout;
using LeadScoring.Web.Leads.LeadList;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Board;

/// <summary>The leads to call first, live. One render per tick, of the rows that changed.</summary>
public sealed partial class LeaderboardPage(
    LiveBoards boards, PauseState pause, StatusActions statuses, ListPlace place, NavigationManager navigation, IJSRuntime js, TimeProvider time) : LiveComponent, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StateInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenderTimeout = TimeSpan.FromSeconds(5);
    /// <summary>Those that everybody has.</summary>
    public static readonly IReadOnlyList<(string Title, string Url)> Views = [.. LeadView.All.Select(v => (v.Title, new BoardQuery { View = v }.Url()))];
    private readonly BoardView _view = new();
    private LiveState _live = LiveState.Starting;
    private CancellationTokenSource? _following;
    private DotNetObjectReference<LeaderboardPage>? _self;
    private ElementReference _list;
    private ElementReference _observedList;
    private BoardQuery? _chosen;
    private BoardQuery _query = new();
    private TrendSpan _span = TrendSpan.Default;
    private EventCallback<(string LeadId, bool Selected)> _onSelect;
    private IReadOnlyList<string> _selected = [];
    private TaskCompletionSource? _rendered;
    private string? _rowToFocus;
    private DateTimeOffset? _arrangeAt;

    /// <summary>The lead that is shown beside the list.</summary>
    [SupplyParameterFromQuery(Name = "lead")]
    public string? Lead { get; set; }

    [CascadingParameter] public required Preferences Preferences { get; set; }

    [CascadingParameter] public required BrowserTime BrowserTime { get; set; }

    private bool IsStale => _live.State == ConnectionState.Stale || _view.Shown.IsStale;

    private bool ShowRank => _query.View == LeadView.Everyone && _query.Statuses.IsAny;

    private string Subtitle => _view switch
    {
        { ReadAt: null } or { Shown.Total: 0 } => "",
        { IsPaused: true } => "Paused",
        _ when _query.Filter is not null => $"{Numbers.Of(_view.Lines.Count)} of these {Numbers.Of(_view.Listed)}",
        { Shown: var shown } when shown.Total > _view.Listed => $"Top {Numbers.Of(_view.Listed)} of {(shown.TotalIsLowerBound ? "more than " : "")}{Numbers.Of(shown.Total)}",
        { Shown: var shown } => Numbers.Count(shown.Total, "lead"),
    };

    private string SearchUrl => new LeadListQuery { Search = _query.Filter?.Trim(), Statuses = _query.Statuses }.Url();

    /// <summary>Called by the browser when the pointer or the focus enters or leaves the list (board.js).</summary>
    [JSInvokable]
    public void SetOrderPaused(bool paused)
    {
        if (paused) _view.PauseOrder(time.GetUtcNow());
        else _view.ResumeOrder();
        Show();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        await ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        statuses.Changed -= OnStatusChanged;
        pause.Set(null);
        _following?.Cancel();
        base.Dispose(disposing);
    }

    protected override void OnInitialized()
    {
        statuses.Changed += OnStatusChanged;
        _onSelect = EventCallback.Factory.Create<(string LeadId, bool Selected)>(this, Select);
        _live = boards.State.Current;
        Begin(async ct =>
        {
            await foreach (var state in boards.State.FollowAsync(StateInterval, ct))
            {
                if (state.State == _live.State) continue;
                await RenderAsync(() => _live = state);
            }
        });
    }

    protected override void OnParametersSet()
    {
        _query = BoardQuery.Parse(navigation.Uri);
        if (_query == _chosen) return;
        var isOther = _query.ApiQuery != _chosen?.ApiQuery;
        _chosen = _query;
        _span = _query.Span.Since(Preferences.LastVisit, BrowserTime, time.GetUtcNow());
        _view.Choose(_query.Top, _span, _query.Filter, _query.ByChange);
        if (isOther) Follow(_query.ApiQuery);
        _rowToFocus = place.Url == _query.Url() ? place.TakeLastOpen() : null;
        place.ShowList(_query.Url(), _query.Title, () => [.. _view.Lines.Select(l => l.Row.Lead.Id)]);
        Arrange();
    }

    /// <summary>Called when the browser has applied a render.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _rendered?.TrySetResult();
        try
        {
            if (_list.Id is not null && _list.Id != _observedList.Id)
            {
                _observedList = _list;
                _self ??= DotNetObjectReference.Create(this);
                await js.InvokeVoidAsync("leadScoring.pauseOrder", Leaving, _list, _self);
            }

            if (_rowToFocus is { } row && _view.Lines.Count > 0)
            {
                _rowToFocus = null;
                await js.InvokeVoidAsync("leadScoring.focusRow", Leaving, row);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    /// <summary>
    /// Shows another board. The next snapshot is taken when the browser has applied the last one, so that a slow browser
    /// skips snapshots instead of queueing them.
    /// </summary>
    private void Follow(string query)
    {
        _following?.Cancel();
        var following = _following = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        _view.Clear();
        _view.Take(boards.Of(query).Current);
        Begin(async _ =>
        {
            try
            {
                await foreach (var snapshot in boards.Of(query).FollowAsync(Interval, following.Token))
                {
                    var rendered = _rendered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    await RenderAsync(() =>
                    {
                        if (_following != following) return;
                        _view.Take(snapshot);
                        Arrange();
                    });
                    await Task.WhenAny(rendered.Task, Task.Delay(RenderTimeout, time, following.Token));
                }
            }
            catch (OperationCanceledException) when (following.IsCancellationRequested)
            {
                // Another board was chosen.
            }
            finally
            {
                if (_following == following) _following = null;
                following.Dispose();
            }
        });
    }

    private void OnStatusChanged(IReadOnlyList<string> leadIds, string status) => _ = RenderAsync(() =>
    {
        _view.Mark(leadIds, status, time.GetUtcNow());
        foreach (var id in leadIds) _view.Select(id, false);
        Arrange();
    });

    private void ShowWaiting()
    {
        _view.ShowWaiting(time.GetUtcNow());
        Arrange();
    }

    private void TogglePause()
    {
        _view.Pause(!_view.IsPaused);
        pause.Set(_view.IsPaused ? time.GetUtcNow() : null);
        Show();
    }

    private void StartOver()
    {
        _view.StartOver();
        Show();
    }

    private void Select((string LeadId, bool Selected) choice)
    {
        _view.Select(choice.LeadId, choice.Selected);
        Arrange();
    }

    private void SelectAll(bool selected)
    {
        _view.SelectAll(selected);
        Arrange();
    }

    private void Show()
    {
        Arrange();
        StateHasChanged();
    }

    private void Arrange()
    {
        var again = _view.Arrange(time.GetUtcNow());
        if (_view.Selected is var selected && !selected.SequenceEqual(_selected)) _selected = selected;
        if (again is null || again == _arrangeAt) return;
        _arrangeAt = again;
        Begin(async ct =>
        {
            await Task.Delay(again.Value - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero, time, ct);
            await RenderAsync(() =>
            {
                _arrangeAt = null;
                Arrange();
            });
        });
    }

    /// <param name="typing">Typing on replaces the address, so that Back does not go through every letter.</param>
    private void Go(BoardQuery query, bool typing = false) => navigation.NavigateTo((_query = query).Url(), replace: typing);
}
