using System.Collections.Concurrent;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>The boards that a page can follow, one per <see cref="BoardQuery.ApiQuery"/>: two for each choice of statuses at most. Shared by all circuits.</summary>
public sealed class LiveBoards
{
    /// <summary>Rows that are read for all circuits; a page that shows fewer takes the first of them.</summary>
    public const int Rows = 100;

    private readonly ConcurrentDictionary<string, Broadcast<BoardSnapshot>> _byQuery = new(StringComparer.Ordinal);

    /// <summary>Every circuit follows it.</summary>
    public Broadcast<LiveState> State { get; }

    /// <summary>Notified when the boards have to be read again.</summary>
    public ChangeSignal Changes { get; } = new();

    public LiveBoards() => State = new(LiveState.Starting, onFirstReader: Changes.Notify);

    /// <summary>A board that somebody begins to look at is read at once.</summary>
    public Broadcast<BoardSnapshot> Of(string query) => _byQuery.GetOrAdd(query, _ => new(BoardSnapshot.Empty, onFirstReader: Changes.Notify));

    /// <summary>The boards that are open in a browser; without any, that of all leads, which shows whether the API answers.</summary>
    public IReadOnlyList<string> Open()
    {
        var open = _byQuery.Where(b => b.Value.HasReaders).Select(b => b.Key).ToList();
        return open.Count > 0 ? open : [""];
    }

    /// <summary>Forgets what is on the other boards: who opens one of them later must not be shown it as new.</summary>
    public void ForgetOthers(IReadOnlyList<string> open)
    {
        foreach (var board in _byQuery.Values.Except(open.Select(Of)))
        {
            if (board.Current.ReadAt is not null && !board.HasReaders) board.Publish(BoardSnapshot.Empty);
        }
    }
}

/// <summary>The rows of a board as they were read: immutable, replaced as a whole.</summary>
/// <param name="ReadAt">When the rows were read from the API; null: not yet.</param>
/// <param name="Total">Leads that the board is of.</param>
/// <param name="TotalIsLowerBound">There are more.</param>
/// <param name="IsStale">They could not be read again since.</param>
/// <param name="AllLeads">Leads in the system, for a board without any; null for others.</param>
public sealed record BoardSnapshot(IReadOnlyList<BoardRow> Rows, DateTimeOffset? ReadAt, long Total = 0, bool TotalIsLowerBound = false, long? AllLeads = null, bool IsStale = false)
{
    public static BoardSnapshot Empty { get; } = new([], null);
}

/// <summary>A lead on the board; equal when nothing that is shown differs.</summary>
/// <param name="Cause">What changed its score last; null when this process has not seen it.</param>
/// <param name="Trend">Its scores over the last two weeks; null until read. The same list instance for as long as the scores are equal.</param>
/// <param name="Reason">Why it is where it is; null until read.</param>
public sealed record BoardRow(LeadRow Lead, LatestChange? Cause, IReadOnlyList<long>? Trend, LeadReasonResponse? Reason = null);
