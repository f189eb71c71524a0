using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using LeadScoring.Core.Leads;

namespace LeadScoring.Storage.InMemory;

/// <summary>
/// One question. Where few leads pass the other filters, the text of each is looked at. Else a rare text is looked for in
/// whole segments at once; when it turns out to be common, the total no longer matters, and only the leads that the order
/// puts in front are looked at.
/// </summary>
internal sealed class LeadScan
{
    private const int CommonOneIn = 10;

    /// <summary>So much more than the number expected, since texts are not spread evenly.</summary>
    private const double Reserve = 1.3;
    private const int SampleSize = 8_192;

    private readonly List<LeadSegment> _segments;
    private readonly LeadQuery _query;
    private readonly int _wanted;
    private readonly LeadFilter _filter;
    private readonly byte[]? _needle;
    private long _matches;

    public LeadScan(List<LeadSegment> segments, LeadQuery query)
    {
        (_segments, _query) = (segments, query);
        _wanted = query.Offset + query.Limit;
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
        using var first = new FirstKeys(_wanted);
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
            if (first.MayTake(TOrder.First(segment, i))) first.Offer(TOrder.Key(segment, i));
        }
    }

    private void ByText<TOrder>(LeadSegment segment, FirstKeys first, byte[] needle)
        where TOrder : struct, ILeadOrder
    {
        for (var i = segment.NextMatch(0, needle); i < segment.Count; i = segment.NextMatch(i + 1, needle))
        {
            if (!Passes(segment, i)) continue;
            _matches++;
            if (first.MayTake(TOrder.First(segment, i))) first.Offer(TOrder.Key(segment, i));
        }
    }

    /// <summary>
    /// Only leads up to a place in the order that should do are looked at; where that is, a sample tells. Null when they have the
    /// text less often than the others, so that a page cannot be filled.
    /// </summary>
    private LeadMatches? Common<TOrder>(int scanned)
        where TOrder : struct, ILeadOrder
    {
        var share = (double)_matches / _segments.Take(scanned).Sum(Passing);
        var last = Sampled<TOrder>((_wanted * Reserve / share) + 1_000);
        using var first = new FirstKeys(_wanted);
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

        return found >= _wanted || last == SortKey.Last ? Page(first) : null;
    }

    /// <summary>The key that about so many leads come before.</summary>
    private SortKey Sampled<TOrder>(double leads)
        where TOrder : struct, ILeadOrder
    {
        // Rented: at a page's pace, large arrays of their own would keep the collector busy with the whole table.
        var sample = ArrayPool<SortKey>.Shared.Rent(2 * SampleSize);
        try
        {
            var size = 0;
            var stride = Sample((segment, i) =>
            {
                if (Passes(segment, i)) sample[size++] = TOrder.Key(segment, i);
            });

            // As many more as a sample can be off by: three times its standard deviation.
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

    /// <summary>The other filters leave so few leads that looking at the text of each is the least.</summary>
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

    /// <summary>From 8,192 to twice as many leads (or all), evenly over all; each stands for so many.</summary>
    private int Sample(Action<LeadSegment, int> look)
    {
        var stride = Math.Max(1, _segments.Sum(s => s.Count) / SampleSize);
        for (var place = 0; place / LeadSegment.Capacity < _segments.Count; place += stride)
        {
            var (segment, i) = (_segments[place / LeadSegment.Capacity], place % LeadSegment.Capacity);
            if (i < segment.Count) look(segment, i);
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

/// <summary>Which leads a question is about: status, score and last event decide at once, the text has to be looked for.</summary>
internal readonly struct LeadFilter(LeadQuery query)
{
    private readonly long _min = query.MinScore ?? long.MinValue;
    private readonly long _max = query.MaxScore ?? long.MaxValue;
    private readonly int _status = query.Status is { } status ? (int)status : -1;

    /// <summary>Most questions do not ask for it, and then no lead's last event is looked at.</summary>
    private readonly bool _byActivity = query.ActiveSinceMs is not null || query.InactiveSinceMs is not null;

    /// <summary>Both inclusive; the lowest number stands for no event.</summary>
    private readonly long _lastFrom = query.ActiveSinceMs is { } active ? Math.Max(active, long.MinValue + 1) : long.MinValue;
    private readonly long _lastTo = query.InactiveSinceMs is { } inactive ? Math.Max(inactive, long.MinValue + 1) - 1 : long.MaxValue;

    /// <summary>The text as the table has it, null when any will do; empty when no lead can have it.</summary>
    public byte[]? Needle { get; } = string.IsNullOrEmpty(query.Search) ? null : Encoding.UTF8.GetBytes(SearchKey.Of(query.Search));

    /// <summary>More is asked for than the text.</summary>
    public bool Narrows => _byActivity || _status >= 0 || _min != long.MinValue || _max != long.MaxValue;

    /// <summary>Status, score and last event are as asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(LeadSegment segment, int i) =>
        (_status < 0 ? !segment.IsGone(i) : segment.Statuses[i] == _status) && segment.Scores[i] >= _min && segment.Scores[i] <= _max
        && (!_byActivity || (segment.LastEvents[i] >= _lastFrom && segment.LastEvents[i] <= _lastTo));
}

/// <param name="Numbers">The page, in order.</param>
/// <param name="Total">All matches; once there are more than <see cref="LeadQuery.MaxDepth"/>, at least one more than that.</param>
public sealed record LeadMatches(IReadOnlyList<long> Numbers, long Total);
