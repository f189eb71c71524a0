namespace LeadScoring.Web.Live;

/// <summary>
/// The order of a live list, which pauses while the pointer or the focus is on it: numbers change in place, no row moves, enters or
/// leaves, and the rows that would are counted.
/// </summary>
public sealed class PausedOrder<T>(Func<T, string> id)
{
    private List<T> _rows = [];

    public bool IsPaused { get; private set; }

    /// <summary>Rows that would enter, leave or change places with others; not those that would only make room for them.</summary>
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
        var kept = _rows.Where(r => newest.ContainsKey(id(r))).Select(r => newest[id(r)].position).ToList();
        Waiting = rows.Count + _rows.Count - kept.Count - LongestAscending(kept);
        _rows = [.. _rows.Select(r => newest.TryGetValue(id(r), out var now) ? now.row : r)];
        return _rows;
    }

    /// <summary>The length of the longest ascending subsequence: the rows that can stay while the others move.</summary>
    private static int LongestAscending(List<int> positions)
    {
        var lowestEnds = new List<int>(); // of the ascending subsequences of each length
        foreach (var position in positions)
        {
            var at = ~lowestEnds.BinarySearch(position);
            if (at == lowestEnds.Count) lowestEnds.Add(position);
            else lowestEnds[at] = position;
        }

        return lowestEnds.Count;
    }

    /// <summary>Applies everything that waits, without ending the pause.</summary>
    public IReadOnlyList<T> Apply(IReadOnlyList<T> rows)
    {
        _rows = [];
        return Arrange(rows);
    }
}
