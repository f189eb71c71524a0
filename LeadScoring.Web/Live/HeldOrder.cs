using LeadScoring.Web.Leads;

namespace LeadScoring.Web.Live;

/// <summary>
/// While somebody points at the list its order is held: numbers change in place, rows do not move, and what would have
/// moved is counted.
/// </summary>
public sealed class HeldOrder
{
    private List<string> _order = [];

    public bool Held { get; private set; }

    /// <summary>Rows whose place would be another one.</summary>
    public int Waiting { get; private set; }

    public void Hold() => Held = true;

    public void Release() => Held = false;

    /// <summary>The rows as they should stand now.</summary>
    public IReadOnlyList<LeadRow> Arrange(IReadOnlyList<LeadRow> rows)
    {
        if (!Held || _order.Count == 0)
        {
            _order = [.. rows.Select(r => r.Id)];
            Waiting = 0;
            return rows;
        }

        var byId = rows.ToDictionary(r => r.Id);
        var shown = _order.Where(byId.ContainsKey).Select(id => byId[id]).ToList();
        var places = rows.Select((r, i) => (r.Id, i)).ToDictionary(p => p.Id, p => p.i);
        Waiting = rows.Count(r => !_order.Contains(r.Id)) + shown.Where((r, i) => places[r.Id] != i).Count();
        return shown;
    }
}
