using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// One circuit's view of the snapshots: the rows that its filter selects, in an order that can be paused, with the change over a
/// span of time. Not thread-safe.
/// </summary>
public sealed class BoardView
{
    /// <summary>How long a lead that entered the list is marked.</summary>
    public static readonly TimeSpan EnteredFor = TimeSpan.FromSeconds(8);

    /// <summary>How long a lead whose status was set here stays in its place, also when it belongs to the list no more.</summary>
    public static readonly TimeSpan MarkedFor = TimeSpan.FromSeconds(5);
    /// <summary>The browser holds the order again every 5 s while the pointer or the focus is on the list.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(15);
    private readonly PausedOrder<BoardRow> _order = new(r => r.Lead.Id);
    private readonly Dictionary<string, DateTimeOffset> _entered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Status, DateTimeOffset At)> _marked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _selected = new(StringComparer.Ordinal);
    private HashSet<string> _listed = new(StringComparer.Ordinal);
    private Dictionary<string, long> _ranks = new(StringComparer.Ordinal);
    private BoardSnapshot _newest = BoardSnapshot.Empty;
    private BoardSnapshot _shown = BoardSnapshot.Empty;
    private (int Top, TrendSpan Span, string Filter, bool ByChange) _choice = (BoardQuery.DefaultTop, TrendSpan.Default, "", false);
    private bool _isNewList = true;
    private DateTimeOffset? _heldAt;

    public IReadOnlyList<BoardLine> Lines { get; private set; } = [];

    /// <summary>Leads on the board before the filter.</summary>
    public int Listed => Math.Min(_choice.Top, _shown.Rows.Count);

    public BoardSnapshot Shown => _shown;

    public DateTimeOffset? ReadAt => _shown.ReadAt;

    /// <summary>The user has paused the page: nothing changes.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Changes that are held back: rows that would move or, while paused, rows that would differ.</summary>
    public int Waiting { get; private set; }

    /// <summary>The score that all sparklines reach up to: a round number that changes seldom.</summary>
    public long Scale { get; private set; } = 100;

    /// <summary>Of the leads that are shown, in their order.</summary>
    public IReadOnlyList<string> Selected => [.. Lines.Where(l => l.IsSelected).Select(l => l.Row.Lead.Id)];

    /// <summary>Selects the rows. The rows of a new selection are not marked as entered.</summary>
    public void Choose(int top, TrendSpan span, string? filter, bool byChange = false)
    {
        _choice = (top, span, SearchKey.Of(VisibleText.Trim(filter ?? "")), byChange);
        _isNewList = true;
    }

    /// <summary>Another board: nothing of the last one stays.</summary>
    public void Clear()
    {
        _selected.Clear();
        _marked.Clear();
    }

    /// <summary>Rows keep their positions and ranks; their scores change. Held for <see cref="HeldFor"/>, unless it is called again.</summary>
    public void PauseOrder(DateTimeOffset now) => _heldAt = now;

    public void ResumeOrder() => _heldAt = null;

    public void Pause(bool paused) => IsPaused = paused;

    /// <summary>What is shown next is the first that this page shows: nothing of it is new or waits.</summary>
    public void StartOver()
    {
        _isNewList = true;
        _listed.Clear();
        _entered.Clear();
    }

    public void Take(BoardSnapshot snapshot) => _newest = snapshot;

    public void Select(string leadId, bool selected)
    {
        if (selected) _selected.Add(leadId);
        else _selected.Remove(leadId);
    }

    public void SelectAll(bool selected)
    {
        _selected.Clear();
        if (selected) _selected.UnionWith(Lines.Select(l => l.Row.Lead.Id));
    }

    /// <summary>The statuses were set here: their rows show it at once and stay for <see cref="MarkedFor"/>.</summary>
    public void Mark(IEnumerable<string> leadIds, string status, DateTimeOffset now)
    {
        foreach (var id in leadIds.Where(_listed.Contains)) _marked[id] = (status, now);
    }

    /// <summary>Shows what waits. What is paused or held stays so.</summary>
    public void ShowWaiting(DateTimeOffset now)
    {
        _isNewList = true;
        _marked.Clear();
        Arrange(now);
    }

    /// <summary>Brings <see cref="Lines"/> up to date.</summary>
    /// <returns>When to do so again although nothing arrives, because a mark ends then; null: no need to.</returns>
    public DateTimeOffset? Arrange(DateTimeOffset now)
    {
        if (!IsPaused || _shown.ReadAt is null || _isNewList) _shown = _newest;
        foreach (var (id, mark) in _marked)
        {
            if (now - mark.At >= MarkedFor) _marked.Remove(id);
        }

        var isHeld = now - _heldAt < HeldFor;
        if (isHeld || _marked.Count > 0) _order.Pause();
        else _order.Resume();
        var chosen = Chosen(_shown);
        MarkEntered(chosen, now);
        var rows = _isNewList ? _order.Apply(chosen) : _order.Arrange(chosen);
        if (_isNewList || !_order.IsPaused) _ranks = rows.ToDictionary(r => r.Lead.Id, r => r.Lead.Rank, StringComparer.Ordinal);
        Scale = RoundUp(Scale, rows);
        Lines = [.. rows.Select(Line)];
        Waiting = IsPaused ? CountDifferent(chosen, Chosen(_newest)) : isHeld ? _order.Waiting : 0; // what only a mark holds back comes by itself
        _isNewList = _shown.ReadAt is null;
        return _marked.Count > 0 ? _marked.Values.Min(m => m.At) + MarkedFor : null;
    }

    private static int CountDifferent(List<BoardRow> shown, List<BoardRow> newest)
    {
        var known = shown.ToDictionary(r => r.Lead.Id, r => r.Lead);
        return newest.Count(r => !known.TryGetValue(r.Lead.Id, out var lead) || lead != r.Lead);
    }

    /// <summary>1, 2 or 5 times a power of ten; becomes smaller only when the rows fill less than a fifth of it.</summary>
    private static long RoundUp(long scale, IReadOnlyList<BoardRow> rows)
    {
        var highest = rows.Count == 0 ? 0 : rows.Max(r => Math.Max(r.Lead.CurrentScore, r.Trend is { Count: > 0 } trend ? trend.Max() : 0));
        if (highest <= scale && highest > scale / 5) return scale;
        var round = 10L;
        while (round < highest) round = round.ToString(System.Globalization.CultureInfo.InvariantCulture)[0] == '2' ? round / 2 * 5 : round * 2;
        return round;
    }

    private BoardLine Line(BoardRow row)
    {
        var id = row.Lead.Id;
        var isMarked = _marked.TryGetValue(id, out var mark);
        var lead = row.Lead with { Rank = _ranks.GetValueOrDefault(id, row.Lead.Rank), Status = isMarked ? mark.Status : row.Lead.Status };
        return new(row with { Lead = lead }, Change(row), _entered.ContainsKey(id), _selected.Contains(id), isMarked);
    }

    private List<BoardRow> Chosen(BoardSnapshot snapshot)
    {
        var rows = snapshot.Rows.Take(_choice.Top).Where(r => Matches(r.Lead.Name) || EmailAddress.Spellings(r.Lead.Email).Any(Matches) || Matches(r.Lead.Company));
        return [.. _choice.ByChange ? rows.OrderByDescending(Change) : rows];
    }

    private long? Change(BoardRow row) => _choice.Span.Change(row.Trend, row.Lead.CurrentScore);

    private bool Matches(string? text) => _choice.Filter.Length == 0 || (text is not null && SearchKey.Of(text).Contains(_choice.Filter, StringComparison.Ordinal));

    /// <summary>The first rows that a board ever has, such as those of sample data, are no news.</summary>
    private void MarkEntered(List<BoardRow> rows, DateTimeOffset now)
    {
        foreach (var (id, at) in _entered)
        {
            if (now - at >= EnteredFor) _entered.Remove(id);
        }

        if (!_isNewList && _listed.Count > 0)
        {
            foreach (var row in rows.Where(r => !_listed.Contains(r.Lead.Id))) _entered[row.Lead.Id] = now;
        }

        _listed = [.. rows.Select(r => r.Lead.Id).Concat(_marked.Keys)];
    }
}

/// <summary>A row as one circuit shows it; equal when nothing that is shown differs, and then it is not rendered again.</summary>
/// <param name="Change">Of the score, over the chosen span; null when not known yet.</param>
/// <param name="HasEntered">The lead entered the list within the last <see cref="BoardView.EnteredFor"/>.</param>
/// <param name="IsSelected">For a change of several leads.</param>
/// <param name="IsMarked">Its status was set here within the last <see cref="BoardView.MarkedFor"/>.</param>
public sealed record BoardLine(BoardRow Row, long? Change, bool HasEntered, bool IsSelected = false, bool IsMarked = false);
