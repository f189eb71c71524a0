namespace LeadScoring.Core.Leads.Table;

/// <summary>The keys of all leads that a question is about, in no order yet: sorting them needs the table no more.</summary>
internal sealed class AllKeys(List<LeadSegment> segments, LeadQuery query)
{
    private readonly LeadFilter _filter = new(query);

    public SortKey[] Collect() => query.Sort switch
    {
        _ when _filter.Needle is { Length: 0 } => [],
        LeadSort.Name => Collect<ByName>(),
        LeadSort.LastEventDescending => Collect<ByLastEvent>(),
        LeadSort.CreatedDescending => Collect<ByCreation>(),
        _ => Collect<ByScore>(),
    };

    /// <summary>Places first: they are small, and tell how many keys there will be.</summary>
    private SortKey[] Collect<TOrder>()
        where TOrder : struct, ILeadOrder
    {
        var places = Places();
        var keys = new SortKey[places.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = TOrder.Key(segments[places[i] / LeadSegment.Capacity], places[i] % LeadSegment.Capacity);
        }

        return keys;
    }

    private List<int> Places()
    {
        var places = new List<int>();
        for (var s = 0; s < segments.Count; s++)
        {
            var segment = segments[s];
            for (var i = Next(segment, 0); i < segment.Count; i = Next(segment, i + 1))
            {
                if (_filter.Passes(segment, i)) places.Add((s * LeadSegment.Capacity) + i);
            }
        }

        return places;
    }

    private int Next(LeadSegment segment, int i) => _filter.Needle is { } needle ? segment.NextMatch(i, needle) : i;
}
