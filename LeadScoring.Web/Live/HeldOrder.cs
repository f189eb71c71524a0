namespace LeadScoring.Web.Live;

/// <summary>
/// While somebody points at the list its order is held: numbers change in place, rows do not move, and what would have
/// moved is counted.
/// </summary>
public sealed class HeldOrder<T>(Func<T, string> id)
{
    private List<string> _order = [];

    public bool Held { get; private set; }

    /// <summary>Rows whose place would be another one.</summary>
    public int Waiting { get; private set; }

    public void Hold() => Held = true;

    public void Release() => Held = false;

    /// <summary>The rows as they should stand now.</summary>
    public IReadOnlyList<T> Arrange(IReadOnlyList<T> rows)
    {
        if (!Held || _order.Count == 0)
        {
            _order = [.. rows.Select(id)];
            Waiting = 0;
            return rows;
        }

        var byId = rows.ToDictionary(id);
        var shown = _order.Where(byId.ContainsKey).Select(i => byId[i]).ToList();
        var places = rows.Select((r, i) => (Id: id(r), i)).ToDictionary(p => p.Id, p => p.i);
        var known = _order.ToHashSet();
        Waiting = rows.Count(r => !known.Contains(id(r))) + shown.Where((r, i) => places[id(r)] != i).Count();
        return shown;
    }
}
