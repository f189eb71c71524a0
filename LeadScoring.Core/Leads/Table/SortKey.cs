namespace LeadScoring.Core.Leads.Table;

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
