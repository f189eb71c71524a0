namespace LeadScoring.Web.Live;

/// <summary>
/// While somebody points at the list its order is held: numbers change in place, no row moves or goes, and what would have
/// is counted.
/// </summary>
public sealed class HeldOrder<T>(Func<T, string> id)
{
    private List<T> _rows = [];

    public bool Held { get; private set; }

    /// <summary>Rows whose place would be another one, that would come, or that would go.</summary>
    public int Waiting { get; private set; }

    public void Hold() => Held = true;

    public void Release() => Held = false;

    /// <summary>The rows as they should stand now. One that has left the list stays as it was last, while held.</summary>
    public IReadOnlyList<T> Arrange(IReadOnlyList<T> rows)
    {
        if (!Held || _rows.Count == 0)
        {
            _rows = [.. rows];
            Waiting = 0;
            return rows;
        }

        var newest = rows.Select((row, place) => (row, place)).ToDictionary(p => id(p.row));
        var shown = _rows.Select(id).ToHashSet();
        Waiting = rows.Count(r => !shown.Contains(id(r)))
            + _rows.Where((r, i) => !newest.TryGetValue(id(r), out var now) || now.place != i).Count();
        _rows = [.. _rows.Select(r => newest.TryGetValue(id(r), out var now) ? now.row : r)];
        return _rows;
    }
}
