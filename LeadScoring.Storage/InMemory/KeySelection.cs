using System.Buffers;
using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// Selects the first <c>count</c> of any number of keys, in time linear in how many are offered. The buffer holds half as many more;
/// whenever it is full, quickselect drops the last ones.
/// </summary>
internal sealed class FirstKeys(int count) : IDisposable
{
    private const int MinSpare = 512;

    private readonly int _limit = count + Math.Max(count / 2, MinSpare);
    private readonly SortKey[] _buffer = ArrayPool<SortKey>.Shared.Rent(count + Math.Max(count / 2, MinSpare));
    private SortKey _worst;
    private bool _pruned;
    private int _size;

    /// <summary>False when no key with this first part can be among the first any more.</summary>
    public bool CanTake(long first) => !_pruned || first <= _worst.First;

    public void Offer(in SortKey key)
    {
        if (_pruned && !(key < _worst)) return;
        _buffer[_size++] = key;
        if (_size < _limit) return;
        Select(_buffer.AsSpan(0, _limit), count - 1);
        _worst = _buffer[count - 1];
        _size = count;
        _pruned = true;
    }

    /// <summary>The selected keys from <paramref name="offset"/> on, sorted.</summary>
    public Span<SortKey> From(int offset)
    {
        var selected = _buffer.AsSpan(0, _size);
        if (_size > count)
        {
            Select(selected, count - 1);
            selected = selected[..count];
        }

        if (offset >= selected.Length) return [];
        if (offset > 0) Select(selected, offset);
        selected[offset..].Sort();
        return selected[offset..];
    }

    public void Dispose() => ArrayPool<SortKey>.Shared.Return(_buffer);

    /// <summary>Quickselect (Hoare's FIND): afterwards the key at <paramref name="index"/> is the one that sorting would put there.</summary>
    private static void Select(Span<SortKey> keys, int index)
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

            if (index <= j) high = j;
            else if (index >= i) low = i;
            else return;
        }
    }

    private static SortKey Median(in SortKey a, in SortKey b, in SortKey c) =>
        a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}

/// <summary>The unsorted keys of all leads that match a query; sorting them needs no lock on the table.</summary>
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

    /// <summary>Slots first: they are small, and their number is that of the keys.</summary>
    private SortKey[] Collect<TOrder>()
        where TOrder : struct, ILeadOrder
    {
        var slots = Slots();
        var keys = new SortKey[slots.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = TOrder.Key(segments[slots[i] / LeadSegment.Capacity], slots[i] % LeadSegment.Capacity);
        }

        return keys;
    }

    private List<int> Slots()
    {
        var slots = new List<int>();
        for (var s = 0; s < segments.Count; s++)
        {
            var segment = segments[s];
            for (var i = Next(segment, 0); i < segment.Count; i = Next(segment, i + 1))
            {
                if (_filter.Passes(segment, i)) slots.Add((s * LeadSegment.Capacity) + i);
            }
        }

        return slots;
    }

    private int Next(LeadSegment segment, int i) => _filter.Needle is { } needle ? segment.NextMatch(i, needle) : i;
}
