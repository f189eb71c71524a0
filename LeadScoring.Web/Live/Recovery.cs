using LeadScoring.Web.Board;

namespace LeadScoring.Web.Live;

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
