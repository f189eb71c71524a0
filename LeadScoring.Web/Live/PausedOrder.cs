namespace LeadScoring.Web.Live;

/// <summary>
/// The order of a live list, which pauses while the pointer or the focus is on it: numbers change in place, no row moves, enters or
/// leaves, and the rows that would are counted.
/// </summary>
public sealed class PausedOrder<T>(Func<T, string> id)
{
    private List<T> _rows = [];

    public bool IsPaused { get; private set; }

    /// <summary>Rows that would change position, enter or leave.</summary>
    public int Waiting { get; private set; }

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    /// <summary>The rows in the order to show. While paused, a row that has left the list stays with its last values.</summary>
    public IReadOnlyList<T> Arrange(IReadOnlyList<T> rows)
    {
        if (!IsPaused || _rows.Count == 0)
        {
            _rows = [.. rows];
            Waiting = 0;
            return rows;
        }

        var newest = rows.Select((row, position) => (row, position)).ToDictionary(p => id(p.row));
        var shown = _rows.Select(id).ToHashSet();
        Waiting = rows.Count(r => !shown.Contains(id(r)))
            + _rows.Where((r, i) => !newest.TryGetValue(id(r), out var now) || now.position != i).Count();
        _rows = [.. _rows.Select(r => newest.TryGetValue(id(r), out var now) ? now.row : r)];
        return _rows;
    }

    /// <summary>Applies everything that waits, without ending the pause.</summary>
    public IReadOnlyList<T> Apply(IReadOnlyList<T> rows)
    {
        _rows = [];
        return Arrange(rows);
    }
}
