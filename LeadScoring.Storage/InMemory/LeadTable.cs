using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// Every lead in memory, for lists that are searched or filtered: any substring, any combination of filters and any order cost one
/// scan over arrays. Not synchronized: concurrent reads are safe, a write must exclude all others. See docs/lead-table.md.
/// </summary>
public sealed class LeadTable
{
    private readonly List<LeadSegment> _segments = [];
    private readonly NameOrder _names;
    private int[] _slots = new int[1024];
    private int _removed;

    public LeadTable() => _names = new NameOrder(_segments);

    public int Count { get; private set; }

    /// <summary>More than half of the slots are of removed leads: loading a new table frees them.</summary>
    public bool ShouldReload => _removed > LeadSegment.Capacity && _removed > Count;

    /// <summary>False after leads were added, until <see cref="RankNames"/>; queries sorted by name need it.</summary>
    public bool NamesAreRanked => _names.IsRanked;

    /// <summary>Adds a lead or replaces the one with its number.</summary>
    public void Put(in LeadRecord lead)
    {
        Remove(lead.Number);
        if (_segments is not [.., { IsFull: false } segment]) _segments.Add(segment = new LeadSegment());
        var slot = ((_segments.Count - 1) * LeadSegment.Capacity) + segment.Add(lead);
        if (lead.Number >= _slots.Length) Array.Resize(ref _slots, (int)Math.Max(lead.Number + 1, _slots.Length * 3L / 2));
        _slots[lead.Number] = slot + 1;
        _names.Add(slot);
        Count++;
    }

    public void SetScore(long number, long score, long lastEventMs)
    {
        if (Slot(number) is not { } slot) return;
        var segment = _segments[slot / LeadSegment.Capacity];
        segment.Scores[slot % LeadSegment.Capacity] = score;
        segment.LastEvents[slot % LeadSegment.Capacity] = lastEventMs;
    }

    public void Remove(long number)
    {
        if (Slot(number) is not { } slot) return;
        _segments[slot / LeadSegment.Capacity].Remove(slot % LeadSegment.Capacity);
        _slots[number] = 0;
        _removed++;
        Count--;
    }

    /// <summary>Sets the order of all leads by name, as a store's index has it, which is faster than sorting them here.</summary>
    public void SetNameOrder(IEnumerable<long> numbers) => _names.Set([.. numbers.Select(n => Slot(n)!.Value)]);

    public void RankNames() => _names.Rank();

    /// <summary>The leads of a page, and how many match in all.</summary>
    public LeadMatches Find(LeadQuery query) => new LeadScan(_segments, query).Run();

    /// <summary>The sort keys of all matches, unsorted.</summary>
    internal SortKey[] Keys(LeadQuery query) => new AllKeys(_segments, query).Collect();

    /// <summary>Every lead: its segment and its index there.</summary>
    internal IEnumerable<(LeadSegment Segment, int Index)> Leads()
    {
        foreach (var segment in _segments)
        {
            for (var i = 0; i < segment.Count; i++)
            {
                if (!segment.IsRemoved(i)) yield return (segment, i);
            }
        }
    }

    private int? Slot(long number) => number < _slots.Length && _slots[number] is var slot and not 0 ? slot - 1 : null;
}
