using LeadScoring.Web.Board;

namespace LeadScoring.Web.Live;

/// <summary>How fresh the numbers on screen are.</summary>
public enum ConnectionState
{
    /// <summary>Nothing was read yet.</summary>
    Starting,

    /// <summary>Changes arrive as they happen.</summary>
    Live,

    /// <summary>The change feed is unavailable; numbers are read again every few seconds.</summary>
    Reconnecting,

    /// <summary>The API does not answer: the numbers are the last ones known.</summary>
    Stale,
}

/// <summary>How fresh this process's numbers are.</summary>
/// <param name="ReadAt">When the API last answered; null: not yet.</param>
/// <param name="Problem">Why it does not answer, in words for users; null when it does.</param>
public sealed record LiveState(ConnectionState State, DateTimeOffset? ReadAt, string? Problem)
{
    public static LiveState Starting { get; } = new(ConnectionState.Starting, null, null);
}

/// <summary>Whether the user has paused this circuit's page; one per circuit.</summary>
public sealed class PauseState
{
    /// <summary>Null: not paused.</summary>
    public DateTimeOffset? Since { get; private set; }

    public event Action? Changed;

    public void Set(DateTimeOffset? since)
    {
        if (Since == since) return;
        Since = since;
        Changed?.Invoke();
    }
}

/// <summary>Loads again what a page failed to read, as soon as the API answers.</summary>
public sealed class Recovery(LiveBoards boards)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="hasFailed">Whether the newest attempt failed.</param>
    /// <param name="load">Called on any thread.</param>
    /// <param name="ct">Cancelled when the page is left.</param>
    public async Task RunAsync(Func<bool> hasFailed, Func<Task> load, CancellationToken ct)
    {
        await foreach (var state in boards.State.FollowAsync(Interval, ct))
        {
            if (state.State is ConnectionState.Live or ConnectionState.Reconnecting && hasFailed()) await load();
        }
    }
}
