using LeadScoring.Core.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// What one circuit makes of the snapshots: the rows it wants, in the order it holds, with what changed since it looks. For one
/// thread.
/// </summary>
public sealed class BoardView
{
    /// <summary>How long a lead that came into the list is marked.</summary>
    public static readonly TimeSpan EnteredFor = TimeSpan.FromSeconds(8);

    /// <summary>Leads whose first score is remembered; a page that is open for long starts over past this.</summary>
    private const int MaxRemembered = 10_000;
    private readonly HeldOrder<BoardRow> _order = new(r => r.Lead.Id);
    private readonly Dictionary<string, long> _first = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _entered = new(StringComparer.Ordinal);
    private HashSet<string> _listed = new(StringComparer.Ordinal);
    private BoardSnapshot _newest = BoardSnapshot.Empty;
    private BoardSnapshot _shown = BoardSnapshot.Empty;
    private (int Top, string Filter) _choice = (10, "");
    private bool _isNewList = true;

    public IReadOnlyList<BoardLine> Lines { get; private set; } = [];

    /// <summary>Leads on the board before the filter; 0 says that there are none at all.</summary>
    public int Total => _shown.Rows.Count;

    public DateTimeOffset? ReadAt => _shown.ReadAt;

    public bool IsPaused { get; private set; }

    /// <summary>Changes that are held back: rows that would move or, while paused, rows that would differ.</summary>
    public int Waiting { get; private set; }

    /// <summary>Another list: whatever is in it has not just come in.</summary>
    public void Choose(int top, string? filter)
    {
        _choice = (top, SearchKey.Of(filter?.Trim() ?? ""));
        _isNewList = true;
    }

    public void Hold() => _order.Hold();

    public void Release() => _order.Release();

    public void Pause(bool paused) => IsPaused = paused;

    public void Take(BoardSnapshot snapshot) => _newest = snapshot;

    /// <summary>Brings <see cref="Lines"/> up to date.</summary>
    public void Arrange(DateTimeOffset now)
    {
        if (!IsPaused || _shown.ReadAt is null || _isNewList) _shown = _newest;
        var chosen = Chosen(_shown);
        Remember(chosen, now);
        var rows = _isNewList ? Rearranged(chosen) : _order.Arrange(chosen);
        Lines = [.. rows.Select(r => new BoardLine(r, r.Lead.CurrentScore - _first.GetValueOrDefault(r.Lead.Id, r.Lead.CurrentScore), _entered.ContainsKey(r.Lead.Id)))];
        Waiting = IsPaused ? Different(chosen, Chosen(_newest)) : _order.Waiting;
        _isNewList = _shown.ReadAt is null;
    }

    private static int Different(List<BoardRow> shown, List<BoardRow> newest)
    {
        var known = shown.ToDictionary(r => r.Lead.Id, r => r.Lead);
        return newest.Count(r => !known.TryGetValue(r.Lead.Id, out var lead) || lead != r.Lead);
    }

    private List<BoardRow> Rearranged(List<BoardRow> rows)
    {
        var held = _order.Held;
        _order.Release();
        _order.Arrange(rows);
        if (held) _order.Hold();
        return rows;
    }

    private List<BoardRow> Chosen(BoardSnapshot snapshot) => [.. snapshot.Rows.Take(_choice.Top).Where(r => Matches(r.Lead.Name) || Matches(r.Lead.Email) || Matches(r.Lead.Company))];

    private bool Matches(string? text) => _choice.Filter.Length == 0 || (text is not null && SearchKey.Of(text).Contains(_choice.Filter, StringComparison.Ordinal));

    private void Remember(List<BoardRow> rows, DateTimeOffset now)
    {
        if (_first.Count > MaxRemembered) _first.Clear();
        foreach (var (id, at) in _entered)
        {
            if (now - at >= EnteredFor) _entered.Remove(id);
        }

        foreach (var row in rows)
        {
            _first.TryAdd(row.Lead.Id, row.Lead.CurrentScore);
            if (!_isNewList && !_listed.Contains(row.Lead.Id)) _entered[row.Lead.Id] = now;
        }

        _listed = [.. rows.Select(r => r.Lead.Id)];
    }
}
