namespace LeadScoring.Storage.InMemory;

/// <summary>A sort order. Each is a type of its own, so that the scan is compiled for it.</summary>
internal interface ILeadOrder
{
    /// <summary>The first part of the key, which is often enough to skip a lead.</summary>
    static abstract long First(LeadSegment leads, int i);

    /// <summary>Descending orders use the bitwise complement, which has no overflow at the lowest number.</summary>
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

/// <summary>A lead's position in a sort order: lower comes first. No two leads are equal, since the number is the last part.</summary>
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

/// <summary>The leads in the order of their names. New ones are collected, and merged in when a query needs the order.</summary>
internal sealed class NameOrder(List<LeadSegment> segments)
{
    private readonly List<int> _added = [];
    private int[] _order = [];
    private bool _isRanked = true;

    public bool IsRanked => _isRanked;

    public void Add(int slot)
    {
        _added.Add(slot);
        _isRanked = false;
    }

    /// <summary>Sets the order of all leads.</summary>
    public void Set(int[] order)
    {
        _order = order;
        _added.Clear();
        Number();
    }

    public void Rank()
    {
        if (_isRanked) return;
        _added.RemoveAll(IsRemoved);
        _added.Sort(Compare);
        var merged = new int[_order.Length + _added.Count];
        var (count, next) = (0, 0);
        foreach (var slot in _order)
        {
            if (IsRemoved(slot)) continue;
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

        _isRanked = true;
    }

    private bool IsRemoved(int slot) => segments[slot / LeadSegment.Capacity].IsRemoved(slot % LeadSegment.Capacity);

    private int Compare(int a, int b)
    {
        var (left, right) = (segments[a / LeadSegment.Capacity], segments[b / LeadSegment.Capacity]);
        var (i, j) = (a % LeadSegment.Capacity, b % LeadSegment.Capacity);
        var byName = left.Name(i).SequenceCompareTo(right.Name(j));
        return byName != 0 ? byName : left.Numbers[i].CompareTo(right.Numbers[j]);
    }
}
