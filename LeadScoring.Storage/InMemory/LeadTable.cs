using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// Every lead in memory, about 110 bytes each, for lists that are searched or filtered: any substring, any combination of
/// filters and any order cost one pass over arrays. Many may read at once, one may write while nobody reads.
/// </summary>
public sealed class LeadTable
{
    private readonly List<LeadSegment> _segments = [];
    private readonly NameOrder _names;
    private int[] _places = new int[1024];
    private int _gone;

    public LeadTable() => _names = new NameOrder(_segments);

    public int Count { get; private set; }

    /// <summary>So many places stand for leads no more that a new table would be better.</summary>
    public bool IsWorn => _gone > LeadSegment.Capacity && _gone > Count;

    /// <summary>False until <see cref="RankNames"/>, when names came in: lists by name need it.</summary>
    public bool NamesAreRanked => _names.IsRanked;

    /// <summary>Adds the lead, or puts it in place of what was there under its number.</summary>
    public void Put(in LeadRecord lead)
    {
        Remove(lead.Number);
        if (_segments is not [.., { IsFull: false } segment]) _segments.Add(segment = new LeadSegment());
        var slot = ((_segments.Count - 1) * LeadSegment.Capacity) + segment.Add(lead);
        if (lead.Number >= _places.Length) Array.Resize(ref _places, (int)Math.Max(lead.Number + 1, _places.Length * 3L / 2));
        _places[lead.Number] = slot + 1;
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
        _places[number] = 0;
        _gone++;
        Count--;
    }

    /// <summary>The order of names as the store's index has it, of all leads: faster than sorting them here.</summary>
    public void SetNameOrder(IEnumerable<long> numbers) => _names.Set([.. numbers.Select(n => Slot(n)!.Value)]);

    public void RankNames() => _names.Rank();

    public LeadMatches Find(LeadQuery query) => new LeadScan(_segments, query).Run();

    internal SortKey[] Keys(LeadQuery query) => new AllKeys(_segments, query).Collect();

    private int? Slot(long number) => number < _places.Length && _places[number] is var place and not 0 ? place - 1 : null;
}
