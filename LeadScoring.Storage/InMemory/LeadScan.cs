using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// One query. Where few leads pass the other filters, the text of each of those is searched. Otherwise whole segments are searched for
/// the text at once. When it turns out to be common, the total is known to be above the limit, and only the leads at the front of the
/// sort order are searched.
/// </summary>
internal sealed class LeadScan
{
    private const int CommonOneIn = 10;

    /// <summary>Factor on the number of leads expected to fill a page, since texts are not spread evenly.</summary>
    private const double Reserve = 1.3;

    private const int SampleSize = 8_192;

    private readonly List<LeadSegment> _segments;
    private readonly LeadQuery _query;
    private readonly int _count;
    private readonly LeadFilter _filter;
    private readonly byte[]? _needle;
    private long _matches;

    public LeadScan(List<LeadSegment> segments, LeadQuery query)
    {
        (_segments, _query) = (segments, query);
        _count = query.Offset + query.Limit;
        _filter = new LeadFilter(query);
        _needle = _filter.Needle;
    }

    public LeadMatches Run() => _query.Sort switch
    {
        _ when _needle is { Length: 0 } => new([], 0),
        LeadSort.Name => Run<ByName>(),
        LeadSort.LastEventDescending => Run<ByLastEvent>(),
        LeadSort.CreatedDescending => Run<ByCreation>(),
        _ => Run<ByScore>(),
    };

    private LeadMatches Run<TOrder>()
        where TOrder : struct, ILeadOrder
    {
        using var first = new FirstKeys(_count);
        if (_needle is null || FewPass())
        {
            foreach (var segment in _segments) ByLead<TOrder>(segment, first);
            return Page(first);
        }

        var (scanned, leads, tried) = (0, 0, false);
        foreach (var segment in _segments)
        {
            if (!tried && _matches > LeadQuery.MaxDepth)
            {
                tried = true;
                if (_matches * CommonOneIn > leads && Common<TOrder>(scanned) is { } page) return page;
            }

            ByText<TOrder>(segment, first, _needle);
            scanned++;
            leads += segment.Count;
        }

        return Page(first);
    }

    private void ByLead<TOrder>(LeadSegment segment, FirstKeys first)
        where TOrder : struct, ILeadOrder
    {
        for (var i = 0; i < segment.Count; i++)
        {
            if (!Passes(segment, i) || (_needle is not null && !segment.Contains(i, _needle))) continue;
            _matches++;
            if (first.CanTake(TOrder.First(segment, i))) first.Offer(TOrder.Key(segment, i));
        }
    }

    private void ByText<TOrder>(LeadSegment segment, FirstKeys first, byte[] needle)
        where TOrder : struct, ILeadOrder
    {
        for (var i = segment.NextMatch(0, needle); i < segment.Count; i = segment.NextMatch(i + 1, needle))
        {
            if (!Passes(segment, i)) continue;
            _matches++;
            if (first.CanTake(TOrder.First(segment, i))) first.Offer(TOrder.Key(segment, i));
        }
    }

    /// <summary>
    /// Searches only leads up to a key that should be enough to fill the page; a sample gives that key. Null when they have the text less
    /// often than the others, so that the page is not filled.
    /// </summary>
    private LeadMatches? Common<TOrder>(int scanned)
        where TOrder : struct, ILeadOrder
    {
        var share = (double)_matches / _segments.Take(scanned).Sum(Passing);
        var last = Sampled<TOrder>((_count * Reserve / share) + 1_000);
        using var first = new FirstKeys(_count);
        var found = 0;
        foreach (var segment in _segments)
        {
            for (var i = 0; i < segment.Count; i++)
            {
                if (TOrder.First(segment, i) > last.First || !Passes(segment, i)) continue;
                var key = TOrder.Key(segment, i);
                if (key > last || !segment.Contains(i, _needle)) continue;
                found++;
                first.Offer(key);
            }
        }

        return found >= _count || last == SortKey.Last ? Page(first) : null;
    }

    /// <summary>A key that about so many leads are below.</summary>
    private SortKey Sampled<TOrder>(double leads)
        where TOrder : struct, ILeadOrder
    {
        // Rented: a large array per page would make the garbage collector scan the whole table too often.
        var sample = ArrayPool<SortKey>.Shared.Rent(2 * SampleSize);
        try
        {
            var size = 0;
            var stride = Sample((segment, i) =>
            {
                if (Passes(segment, i)) sample[size++] = TOrder.Key(segment, i);
            });

            // Plus the error of the sample: three times its standard deviation.
            var count = leads / stride;
            var index = (int)Math.Min(int.MaxValue, count + (3 * Math.Sqrt(count)));
            if (index >= size) return SortKey.Last;
            sample.AsSpan(0, size).Sort();
            return sample[index];
        }
        finally
        {
            ArrayPool<SortKey>.Shared.Return(sample);
        }
    }

    /// <summary>The other filters leave so few leads that searching the text of each is cheapest.</summary>
    private bool FewPass()
    {
        if (!_filter.Narrows) return false;
        var (seen, passing) = (0, 0);
        Sample((segment, i) =>
        {
            seen++;
            if (Passes(segment, i)) passing++;
        });
        return passing * CommonOneIn < seen;
    }

    /// <summary>Visits 8,192 to 16,384 leads (or all), evenly spaced. Returns how many leads each of them stands for.</summary>
    private int Sample(Action<LeadSegment, int> visit)
    {
        var stride = Math.Max(1, _segments.Sum(s => s.Count) / SampleSize);
        for (var slot = 0; slot / LeadSegment.Capacity < _segments.Count; slot += stride)
        {
            var (segment, i) = (_segments[slot / LeadSegment.Capacity], slot % LeadSegment.Capacity);
            if (i < segment.Count) visit(segment, i);
        }

        return stride;
    }

    private int Passing(LeadSegment segment)
    {
        var passing = 0;
        for (var i = 0; i < segment.Count; i++)
        {
            if (Passes(segment, i)) passing++;
        }

        return passing;
    }

    private LeadMatches Page(FirstKeys first)
    {
        var page = first.From(_query.Offset);
        var numbers = new long[page.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = page[i].Number;
        return new(numbers, _matches);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(LeadSegment segment, int i) => _filter.Passes(segment, i);
}

/// <summary>The filters of a query. Status, score and last event are compared; the text is searched by the caller.</summary>
internal readonly struct LeadFilter(LeadQuery query)
{
    private const uint AnyStatus = uint.MaxValue >> 1;

    private readonly long _min = query.MinScore ?? long.MinValue;
    private readonly long _max = query.MaxScore ?? long.MaxValue;

    /// <summary>The bits of the statuses. Shifts count modulo 32, so that the highest bit, which is never set, is that of a removed lead.</summary>
    private readonly uint _statuses = query.Statuses?.Bits ?? AnyStatus;

    /// <summary>Most queries have no such filter and skip the comparison.</summary>
    private readonly bool _byActivity = query.ActiveSinceMs is not null || query.InactiveSinceMs is not null;

    /// <summary>Both inclusive; the lowest number stands for no event.</summary>
    private readonly long _lastFrom = query.ActiveSinceMs is { } active ? Math.Max(active, long.MinValue + 1) : long.MinValue;
    private readonly long _lastTo = query.InactiveSinceMs is { } inactive ? Math.Max(inactive, long.MinValue + 1) - 1 : long.MaxValue;

    /// <summary>The text to search for, as in the table. Null: none; empty: no lead can match.</summary>
    public byte[]? Needle { get; } = string.IsNullOrEmpty(query.Search) ? null : Encoding.UTF8.GetBytes(SearchKey.Of(query.Search));

    /// <summary>There are other filters than the text.</summary>
    public bool Narrows => _byActivity || _statuses != AnyStatus || _min != long.MinValue || _max != long.MaxValue;

    /// <summary>Whether status, score and last event match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(LeadSegment segment, int i) =>
        ((_statuses >> segment.Statuses[i]) & 1) != 0 && segment.Scores[i] >= _min && segment.Scores[i] <= _max
        && (!_byActivity || (segment.LastEvents[i] >= _lastFrom && segment.LastEvents[i] <= _lastTo));
}

/// <param name="Numbers">The page, in order.</param>
/// <param name="Total">How many leads match; exact up to <see cref="LeadQuery.MaxDepth"/>, above it only known to be more.</param>
public sealed record LeadMatches(IReadOnlyList<long> Numbers, long Total);
