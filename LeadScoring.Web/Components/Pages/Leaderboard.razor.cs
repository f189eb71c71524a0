using System.Globalization;
using LeadScoring.Web.Board;
using LeadScoring.Web.Frame;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Components.Pages;

/// <summary>The top leads, live. One render per tick, of the rows that changed.</summary>
public sealed partial class Leaderboard(LiveBoards boards, PauseState pause, NavigationManager navigation, IJSRuntime js, TimeProvider time) : LiveComponent, IAsyncDisposable
{
    private const int UsualTop = 25;
    private static readonly int[] Tops = [10, 25, 50, LiveBoards.Rows];
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDraw = TimeSpan.FromSeconds(5);
    private readonly BoardView _view = new();
    private LiveState _live = LiveState.Starting;
    private CancellationTokenSource? _following;
    private DotNetObjectReference<Leaderboard>? _self;
    private ElementReference _list;
    private ElementReference _heldList;
    private (int Top, string? Status, string? Filter)? _choice;
    private TaskCompletionSource? _drawn;
    private int _top = UsualTop;
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

    /// <summary>The filter looks only at the rows of this board, and says so.</summary>
    private string Nothing => _view.Total == 0 ? "No lead has this status." : $"None of the {TopText} matches the filter.";

    private string TopText => $"top {Numbers.Of(Math.Min(_top, _view.Total))}";

    private string SearchUrl => new LeadListQuery { Search = Filter?.Trim(), Status = _status }.Url();

    /// <summary>Called by the list in the browser: somebody points at it or has left it (board.js).</summary>
    [JSInvokable]
    public void SetHeld(bool held)
    {
        if (held) _view.Hold();
        else _view.Release();
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
            await foreach (var state in boards.State.FollowAsync(TimeSpan.FromMilliseconds(250), ct))
            {
                if (state.State == _live.State) continue;
                await RenderAsync(() => _live = state);
            }
        });
    }

    protected override void OnParametersSet()
    {
        _top = int.TryParse(Top, CultureInfo.InvariantCulture, out var top) && Tops.Contains(top) ? top : UsualTop;
        var status = LeadStatuses.Known(Status);
        if (_choice == (_top, status, Filter)) return;
        _choice = (_top, status, Filter);
        _view.Choose(_top, Filter);
        if (_following is null || status != _status) Follow(status);
        _view.Arrange(time.GetUtcNow());
    }

    /// <summary>Called when the browser has applied a render: a slow one gets the next when it is ready for it, and then the newest.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _drawn?.TrySetResult();
        if (_list.Id is null || _list.Id == _heldList.Id) return;
        _heldList = _list;
        _self ??= DotNetObjectReference.Create(this);
        try
        {
            await js.InvokeVoidAsync("leadScoring.holdOrder", Leaving, _list, _self);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException or ObjectDisposedException)
        {
            // Left meanwhile.
        }
    }

    /// <summary>What comes in may differ from what is shown for as long as somebody holds it; entered marks go by themselves.</summary>
    private void Follow(string? status)
    {
        _status = status;
        _following?.Cancel();
        var following = _following = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        var board = boards.Of(status);
        _view.Take(board.Current);
        Begin(async _ =>
        {
            try
            {
                await foreach (var snapshot in board.FollowAsync(Interval, following.Token))
                {
                    var drawn = _drawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    await RenderAsync(() =>
                    {
                        if (_following != following) return;
                        _view.Take(snapshot);
                        _view.Arrange(time.GetUtcNow());
                    });
                    await Task.WhenAny(drawn.Task, Task.Delay(LongestDraw, time, following.Token));
                }
            }
            catch (OperationCanceledException) when (following.IsCancellationRequested)
            {
                // Another board.
            }
            finally
            {
                following.Dispose();
            }
        });
    }

    private void Apply()
    {
        _view.Release();
        if (_view.IsPaused) Pause();
        Show();
    }

    private void Pause()
    {
        _view.Pause(!_view.IsPaused);
        pause.Set(_view.IsPaused ? time.GetUtcNow() : null);
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
            ["top"] = (top ?? _top) is var t and not UsualTop ? t : null,
            ["status"] = (status ?? Status) is { Length: > 0 } s ? s : null,
            ["filter"] = (filter ?? Filter) is { Length: > 0 } f ? f : null,
        };
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), replace: filter is not null);
    }
}
