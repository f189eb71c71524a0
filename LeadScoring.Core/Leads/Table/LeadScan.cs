using System.Runtime.CompilerServices;
using System.Text;

namespace LeadScoring.Core.Leads.Table;

/// <summary>
/// One question. A rare text is looked for in whole segments at once. When it turns out to be common, the total no longer
/// matters, and the leads are gone through again the other way round: first those that the order puts in front, whatever
/// their text, then the text of these alone.
/// </summary>
internal sealed class LeadScan
{
    private const int CommonOneIn = 10;

    /// <summary>So much more than the number expected, since texts are not spread evenly.</summary>
    private const double Reserve = 1.3;

    private readonly List<LeadSegment> _segments;
    private readonly int[] _places;
    private readonly LeadQuery _query;
    private readonly int _wanted;
    private readonly long _min;
    private readonly long _max;
    private readonly int _status;
    private readonly byte[]? _needle;
    private long _matches;
    private long _passed;

    /// <param name="segments">All of them.</param>
    /// <param name="places">One more than a lead's place, by its number.</param>
    /// <param name="query">What to look for.</param>
    public LeadScan(List<LeadSegment> segments, int[] places, LeadQuery query)
    {
        (_segments, _places, _query) = (segments, places, query);
        _wanted = query.Offset + query.Limit;
        _min = query.MinScore ?? long.MinValue;
        _max = query.MaxScore ?? long.MaxValue;
        _status = query.Status is { } status ? (int)status : -1;
        if (!string.IsNullOrEmpty(query.Search)) _needle = Encoding.UTF8.GetBytes(SearchKey.Of(query.Search));
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
        if (_needle is null)
        {
            foreach (var segment in _segments) All<TOrder>(segment, first);
            return Page(first);
        }

        var tried = false;
        foreach (var segment in _segments)
        {
            if (!tried && _matches > LeadQuery.MaxDepth)
            {
                tried = true;
                if (_matches * CommonOneIn > _passed && Common<TOrder>() is { } page) return page;
            }

            ByText<TOrder>(segment, first, _needle);
        }

        return Page(first);
    }

    private void All<TOrder>(LeadSegment segment, FirstKeys first)
        where TOrder : struct, ILeadOrder
    {
        for (var i = 0; i < segment.Count; i++)
        {
            if (!Passes(segment, i)) continue;
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

        _passed += segment.Count;
    }

    /// <summary>Null when the leads in front have the text less often than the others, so that a page cannot be filled.</summary>
    private LeadMatches? Common<TOrder>()
        where TOrder : struct, ILeadOrder
    {
        var candidates = (int)Math.Min(int.MaxValue / 4, (_wanted * Reserve * _passed / _matches) + 1_000);
        using var front = new FirstKeys(candidates);
        foreach (var segment in _segments)
        {
            for (var i = 0; i < segment.Count; i++)
            {
                if (Passes(segment, i) && front.MayTake(TOrder.First(segment, i))) front.Offer(TOrder.Key(segment, i));
            }
        }

        using var first = new FirstKeys(_wanted);
        var found = 0;
        foreach (var key in front.Kept())
        {
            var place = _places[key.Number] - 1;
            if (!_segments[place / LeadSegment.Capacity].Contains(place % LeadSegment.Capacity, _needle)) continue;
            found++;
            first.Offer(key);
        }

        return found >= _wanted || front.HasAll ? Page(first) : null;
    }

    private LeadMatches Page(FirstKeys first)
    {
        var page = first.From(_query.Offset);
        var numbers = new long[page.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = page[i].Number;
        return new(numbers, _matches);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(LeadSegment segment, int i) =>
        (_status < 0 ? !segment.IsGone(i) : segment.Statuses[i] == _status) && segment.Scores[i] >= _min && segment.Scores[i] <= _max;
}
