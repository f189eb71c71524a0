using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>The leaderboards that a page can follow: of all leads, and one per status. Shared by all circuits.</summary>
public sealed class LiveBoards
{
    /// <summary>Rows that are read for all circuits; a page that shows fewer takes the first of them.</summary>
    public const int Rows = 100;

    private readonly Dictionary<string, Broadcast<BoardSnapshot>> _byStatus;

    /// <summary>A board that somebody begins to look at is read at once.</summary>
    public LiveBoards() =>
        _byStatus = LeadStatuses.All.Append("").ToDictionary(s => s, _ => new Broadcast<BoardSnapshot>(BoardSnapshot.Empty, onFirstReader: Changes.Notify));

    public Broadcast<LiveState> State { get; } = new(LiveState.Starting);

    /// <summary>Notified when the boards have to be read again.</summary>
    public ChangeSignal Changes { get; } = new();

    /// <param name="status">Null: of all leads.</param>
    public Broadcast<BoardSnapshot> Of(string? status) => _byStatus[status ?? ""];

    /// <summary>The boards that are open in a browser; without any, that of all leads, which shows whether the API answers.</summary>
    public IReadOnlyList<string?> Open()
    {
        var open = _byStatus.Where(b => b.Value.HasReaders).Select(b => b.Key.Length == 0 ? null : b.Key).ToList();
        return open.Count > 0 ? open : [null];
    }

    /// <summary>Forgets what is on the other boards: who opens one of them later must not be shown it as new.</summary>
    public void ForgetOthers(IReadOnlyList<string?> open)
    {
        foreach (var board in _byStatus.Values.Except(open.Select(Of)))
        {
            if (board.Current.ReadAt is not null && !board.HasReaders) board.Publish(BoardSnapshot.Empty);
        }
    }
}

/// <summary>The rows of a board as they were read: immutable, replaced as a whole.</summary>
/// <param name="ReadAt">When the rows were read from the API; null: not yet.</param>
public sealed record BoardSnapshot(IReadOnlyList<BoardRow> Rows, DateTimeOffset? ReadAt)
{
    public static BoardSnapshot Empty { get; } = new([], null);
}

/// <summary>A lead on the leaderboard; equal when nothing that is shown differs.</summary>
/// <param name="Cause">What changed its score last; null when this process has not seen it.</param>
/// <param name="Trend">Its scores over the last two weeks; null until read. The same list instance for as long as the scores are equal.</param>
public sealed record BoardRow(LeadRow Lead, LatestChange? Cause, IReadOnlyList<long>? Trend);
