namespace LeadScoring.Core.Leads.Table;

/// <summary>The leads in the order of their names. New ones are collected and merged in when somebody asks for the order.</summary>
internal sealed class NameOrder(List<LeadSegment> segments)
{
    private readonly List<int> _added = [];
    private int[] _order = [];
    private bool _ranked = true;

    public bool IsRanked => _ranked;

    public void Add(int slot)
    {
        _added.Add(slot);
        _ranked = false;
    }

    /// <summary>Takes an order that somebody else knows, of all leads there are.</summary>
    public void Set(int[] order)
    {
        _order = order;
        _added.Clear();
        Number();
    }

    public void Rank()
    {
        if (_ranked) return;
        _added.RemoveAll(IsGone);
        _added.Sort(Compare);
        var merged = new int[_order.Length + _added.Count];
        var (count, next) = (0, 0);
        foreach (var slot in _order)
        {
            if (IsGone(slot)) continue;
            while (next < _added.Count && Compare(_added[next], slot) < 0) merged[count++] = _added[next++];
            merged[count++] = slot;
        }

        while (next < _added.Count) merged[count++] = _added[next++];
        Array.Resize(ref merged, count);
        Set(merged);
    }

    private void Number()
    {
        for (var rank = 0; rank < _order.Length; rank++)
        {
            segments[_order[rank] / LeadSegment.Capacity].NameRanks[_order[rank] % LeadSegment.Capacity] = rank;
        }

        _ranked = true;
    }

    private bool IsGone(int slot) => segments[slot / LeadSegment.Capacity].IsGone(slot % LeadSegment.Capacity);

    private int Compare(int a, int b)
    {
        var (left, right) = (segments[a / LeadSegment.Capacity], segments[b / LeadSegment.Capacity]);
        var (i, j) = (a % LeadSegment.Capacity, b % LeadSegment.Capacity);
        var byName = left.NameKey(i).SequenceCompareTo(right.NameKey(j));
        return byName != 0 ? byName : left.Numbers[i].CompareTo(right.Numbers[j]);
    }
}
