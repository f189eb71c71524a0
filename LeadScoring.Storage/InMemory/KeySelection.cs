using System.Buffers;
using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// The first <c>wanted</c> of any number of keys, in time linear in how many are offered whatever their order: half as many more
/// are kept, and whenever that is full the worst go (quickselect).
/// </summary>
internal sealed class FirstKeys(int wanted) : IDisposable
{
    private const int MinSpare = 512;

    private readonly int _limit = wanted + Math.Max(wanted / 2, MinSpare);
    private readonly SortKey[] _kept = ArrayPool<SortKey>.Shared.Rent(wanted + Math.Max(wanted / 2, MinSpare));
    private SortKey _worst;
    private bool _pruned;
    private int _count;

    /// <summary>False when no key that begins like this can be among the first any more.</summary>
    public bool MayTake(long first) => !_pruned || first <= _worst.First;

    public void Offer(in SortKey key)
    {
        if (_pruned && !(key < _worst)) return;
        _kept[_count++] = key;
        if (_count < _limit) return;
        Select(_kept.AsSpan(0, _limit), wanted - 1);
        _worst = _kept[wanted - 1];
        _count = wanted;
        _pruned = true;
    }

    /// <summary>Those from <paramref name="offset"/> on, in order.</summary>
    public Span<SortKey> From(int offset)
    {
        var kept = _kept.AsSpan(0, _count);
        if (_count > wanted)
        {
            Select(kept, wanted - 1);
            kept = kept[..wanted];
        }

        if (offset >= kept.Length) return [];
        if (offset > 0) Select(kept, offset);
        kept[offset..].Sort();
        return kept[offset..];
    }

    public void Dispose() => ArrayPool<SortKey>.Shared.Return(_kept);

    /// <summary>Hoare's FIND: what belongs before <paramref name="place"/> comes before it, the rest after.</summary>
    private static void Select(Span<SortKey> keys, int place)
    {
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var pivot = Median(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (keys[i] < pivot) i++;
                while (pivot < keys[j]) j--;
                if (i > j) break;
                (keys[i], keys[j]) = (keys[j], keys[i]);
                i++;
                j--;
            }

            if (place <= j) high = j;
            else if (place >= i) low = i;
            else return;
        }
    }

    private static SortKey Median(in SortKey a, in SortKey b, in SortKey c) =>
        a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}

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
