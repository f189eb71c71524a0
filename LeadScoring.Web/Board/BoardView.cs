using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// One circuit's view of the snapshots: the rows that its filter selects, in an order that can be paused, with the change since the
/// page was opened. Not thread-safe.
/// </summary>
public sealed class BoardView
{
    /// <summary>How long a lead that entered the list is marked.</summary>
    public static readonly TimeSpan EnteredFor = TimeSpan.FromSeconds(8);

    /// <summary>Leads whose first score is remembered; beyond this a page that is open for long starts over.</summary>
    private const int MaxRemembered = 10_000;
    private readonly PausedOrder<BoardRow> _order = new(r => r.Lead.Id);
    private readonly Dictionary<string, long> _firstScore = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _entered = new(StringComparer.Ordinal);
    private HashSet<string> _listed = new(StringComparer.Ordinal);
    private BoardSnapshot _newest = BoardSnapshot.Empty;
    private BoardSnapshot _shown = BoardSnapshot.Empty;
    private (int Top, string Filter) _choice = (10, "");
    private bool _isNewList = true;

    public IReadOnlyList<BoardLine> Lines { get; private set; } = [];

    /// <summary>Leads on the board before the filter; 0: there are no leads.</summary>
    public int Total => _shown.Rows.Count;

    public DateTimeOffset? ReadAt => _shown.ReadAt;

    /// <summary>The user has paused the page: nothing changes.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Changes that are held back: rows that would move or, while paused, rows that would differ.</summary>
    public int Waiting { get; private set; }

    /// <summary>Selects the rows. The rows of a new selection are not marked as entered.</summary>
    public void Choose(int top, string? filter)
    {
        _choice = (top, SearchKey.Of(VisibleText.Trim(filter ?? "")));
        _isNewList = true;
    }

    /// <summary>Rows keep their positions; their numbers change.</summary>
    public void PauseOrder() => _order.Pause();

    public void ResumeOrder() => _order.Resume();

    public void Pause(bool paused) => IsPaused = paused;

    /// <summary>What is shown next is the first that this page shows: nothing of it is new or has changed.</summary>
    public void StartOver()
    {
        _isNewList = true;
        _firstScore.Clear();
        _entered.Clear();
    }

    public void Take(BoardSnapshot snapshot) => _newest = snapshot;

    /// <summary>Brings <see cref="Lines"/> up to date.</summary>
    public void Arrange(DateTimeOffset now)
    {
        if (Total == 0) _isNewList = true; // what fills an empty board is not marked
        if (!IsPaused || _shown.ReadAt is null || _isNewList) _shown = _newest;
        var chosen = Chosen(_shown);
        Remember(chosen, now);
        var rows = _isNewList ? _order.Apply(chosen) : _order.Arrange(chosen);
        Lines = [.. rows.Select(Line)];
        Waiting = IsPaused ? CountDifferent(chosen, Chosen(_newest)) : _order.Waiting;
        _isNewList = _shown.ReadAt is null;
    }

    private static int CountDifferent(List<BoardRow> shown, List<BoardRow> newest)
    {
        var known = shown.ToDictionary(r => r.Lead.Id, r => r.Lead);
        return newest.Count(r => !known.TryGetValue(r.Lead.Id, out var lead) || lead != r.Lead);
    }

    private BoardLine Line(BoardRow row)
    {
        var (id, score) = (row.Lead.Id, row.Lead.CurrentScore);
        return new(row, score - _firstScore.GetValueOrDefault(id, score), _entered.ContainsKey(id));
    }

    private List<BoardRow> Chosen(BoardSnapshot snapshot) => [.. snapshot.Rows.Take(_choice.Top).Where(r => Matches(r.Lead.Name) || EmailAddress.Spellings(r.Lead.Email).Any(Matches) || Matches(r.Lead.Company))];

    private bool Matches(string? text) => _choice.Filter.Length == 0 || (text is not null && SearchKey.Of(text).Contains(_choice.Filter, StringComparison.Ordinal));

    private void Remember(List<BoardRow> rows, DateTimeOffset now)
    {
        if (_firstScore.Count > MaxRemembered) _firstScore.Clear();
        foreach (var (id, at) in _entered)
        {
            if (now - at >= EnteredFor) _entered.Remove(id);
        }

        foreach (var row in rows)
        {
            _firstScore.TryAdd(row.Lead.Id, row.Lead.CurrentScore);
            if (!_isNewList && !_listed.Contains(row.Lead.Id)) _entered[row.Lead.Id] = now;
        }

        _listed = [.. rows.Select(r => r.Lead.Id)];
    }
}

/// <summary>A row as one circuit shows it; equal when nothing that is shown differs, and then it is not rendered again.</summary>
/// <param name="Change">Of the score, since the page was opened.</param>
/// <param name="HasEntered">The lead entered the list within the last <see cref="BoardView.EnteredFor"/>.</param>
public sealed record BoardLine(BoardRow Row, long Change, bool HasEntered);
