namespace LeadScoring.Storage.InMemory;

/// <summary>How a list is sorted; a type each, so that the pass over the leads is compiled for it.</summary>
internal interface ILeadOrder
{
    /// <summary>What decides first: often enough to pass a lead over without looking at the rest of it.</summary>
    static abstract long First(LeadSegment leads, int i);

    /// <summary>The complement turns an order around, for the lowest number as well.</summary>
    static abstract SortKey Key(LeadSegment leads, int i);
}

internal readonly struct ByScore : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.Scores[i];

    public static SortKey Key(LeadSegment leads, int i) =>
        new(~leads.Scores[i], leads.LastEvents[i] == long.MinValue ? long.MaxValue : leads.LastEvents[i], leads.Numbers[i]);
}

internal readonly struct ByName : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => leads.NameRanks[i];

    public static SortKey Key(LeadSegment leads, int i) => new(leads.NameRanks[i], 0, leads.Numbers[i]);
}

internal readonly struct ByLastEvent : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.LastEvents[i];

    public static SortKey Key(LeadSegment leads, int i) => new(~leads.LastEvents[i], 0, leads.Numbers[i]);
}

internal readonly struct ByCreation : ILeadOrder
{
    public static long First(LeadSegment leads, int i) => ~leads.Created[i];

    public static SortKey Key(LeadSegment leads, int i) => new(~leads.Created[i], 0, leads.Numbers[i]);
}

/// <summary>Where a lead stands in a sorted list: lower comes first. No two leads are equal, since the number decides at last.</summary>
internal readonly record struct SortKey(long First, long Second, long Number) : IComparable<SortKey>
{
    /// <summary>After every lead.</summary>
    public static readonly SortKey Last = new(long.MaxValue, long.MaxValue, long.MaxValue);

    public static bool operator <(in SortKey a, in SortKey b) =>
        a.First != b.First ? a.First < b.First : a.Second != b.Second ? a.Second < b.Second : a.Number < b.Number;

    public static bool operator >(in SortKey a, in SortKey b) => b < a;

    public static bool operator <=(in SortKey a, in SortKey b) => !(b < a);

    public static bool operator >=(in SortKey a, in SortKey b) => !(a < b);

    public int CompareTo(SortKey other) => this < other ? -1 : other < this ? 1 : 0;
}

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
