using System.Globalization;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.LeadList;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Board;

/// <summary>The top leads, live. One render per tick, of the rows that changed.</summary>
public sealed partial class LeaderboardPage(LiveBoards boards, PauseState pause, NavigationManager navigation, IJSRuntime js, TimeProvider time) : LiveComponent, IAsyncDisposable
{
    private const int DefaultTop = 25;
    private static readonly int[] Tops = [10, 25, 50, LiveBoards.Rows];
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StateInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenderTimeout = TimeSpan.FromSeconds(5);
    private readonly BoardView _view = new();
    private LiveState _live = LiveState.Starting;
    private CancellationTokenSource? _following;
    private DotNetObjectReference<LeaderboardPage>? _self;
    private ElementReference _list;
    private ElementReference _observedList;
    private (int Top, string? Status, string? Filter)? _choice;
    private TaskCompletionSource? _rendered;
    private int _top = DefaultTop;
    private string? _status;

    [SupplyParameterFromQuery(Name = "top")]
    public string? Top { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "filter")]
    public string? Filter { get; set; }

    private string Subtitle => _view switch
    {
        { ReadAt: null } or { Total: 0 } => "",
        { IsPaused: true } => "Paused",
        _ when !string.IsNullOrWhiteSpace(Filter) => $"{Numbers.Of(_view.Lines.Count)} of the {TopText}",
        _ => $"{Numbers.Count(_view.Lines.Count, "lead")} by score",
    };

    /// <summary>The filter applies to the rows of this board only, and the text says so.</summary>
    private string EmptyText => _view.Total == 0 ? "No lead has this status." : $"None of the {TopText} matches the filter.";

    private string TopText => $"top {Numbers.Of(Math.Min(_top, _view.Total))}";

    private string SearchUrl => new LeadListQuery { Search = Filter?.Trim(), Status = _status }.Url();

    /// <summary>Called by the browser when the pointer or the focus enters or leaves the list (board.js).</summary>
    [JSInvokable]
    public void SetOrderPaused(bool paused)
    {
        if (paused) _view.PauseOrder();
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
        pause.Set(null);
        _following?.Cancel();
        base.Dispose(disposing);
    }

    protected override void OnInitialized()
    {
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
        _top = int.TryParse(Top, CultureInfo.InvariantCulture, out var top) && Tops.Contains(top) ? top : DefaultTop;
        var status = LeadStatuses.Known(Status);
        if (_choice == (_top, status, Filter)) return;
        _choice = (_top, status, Filter);
        _view.Choose(_top, Filter);
        if (_following is null || status != _status) Follow(status);
        _view.Arrange(time.GetUtcNow());
    }

    /// <summary>Called when the browser has applied a render.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _rendered?.TrySetResult();
        if (_list.Id is null || _list.Id == _observedList.Id) return;
        _observedList = _list;
        _self ??= DotNetObjectReference.Create(this);
        try
        {
            await js.InvokeVoidAsync("leadScoring.pauseOrder", Leaving, _list, _self);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    /// <summary>
    /// Shows the board of a status. The next snapshot is taken when the browser has applied the last one, so that a slow browser
    /// skips snapshots instead of queueing them.
    /// </summary>
    private void Follow(string? status)
    {
        _status = status;
        _following?.Cancel();
        var following = _following = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        _view.Take(boards.Of(status).Current);
        Begin(async _ =>
        {
            try
            {
                await foreach (var snapshot in boards.Of(status).FollowAsync(Interval, following.Token))
                {
                    var rendered = _rendered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    await RenderAsync(() =>
                    {
                        if (_following != following) return;
                        _view.Take(snapshot);
                        _view.Arrange(time.GetUtcNow());
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
                following.Dispose();
            }
        });
    }

    private void ApplyWaiting()
    {
        _view.ResumeOrder();
        if (_view.IsPaused) TogglePause();
        Show();
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

    private void Show()
    {
        _view.Arrange(time.GetUtcNow());
        StateHasChanged();
    }

    private void Go(int? top = null, string? status = null, string? filter = null)
    {
        var query = new Dictionary<string, object?>
        {
            ["top"] = (top ?? _top) is var t and not DefaultTop ? t : null,
            ["status"] = (status ?? Status) is { Length: > 0 } s ? s : null,
            ["filter"] = (filter ?? Filter) is { Length: > 0 } f ? f : null,
        };
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), replace: filter is not null);
    }
}
