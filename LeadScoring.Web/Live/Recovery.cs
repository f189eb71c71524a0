using LeadScoring.Web.Board;

namespace LeadScoring.Web.Live;

/// <summary>When the API answers again, pages that could not read something read it again, without being asked.</summary>
public sealed class Recovery(LiveBoards boards)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="isInTrouble">Whether the page misses something.</param>
    /// <param name="load">Reads it; called on whatever thread.</param>
    /// <param name="ct">The page is left.</param>
    public async Task WatchAsync(Func<bool> isInTrouble, Func<Task> load, CancellationToken ct)
    {
        await foreach (var state in boards.State.FollowAsync(Interval, ct))
        {
            if (state.State is ConnectionState.Live or ConnectionState.Reconnecting && isInTrouble()) await load();
        }
    }
}
