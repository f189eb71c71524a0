using System.Runtime.CompilerServices;
using System.Text;

namespace LeadScoring.Core.Leads.Table;

/// <summary>
/// One pass over the leads. A rare text is looked for in a whole segment at once. A common one is checked lead by lead, and
/// only of leads that could still come onto the page: by then the total no longer matters.
/// </summary>
internal sealed class LeadScan
{
    private const int CommonOneIn = 10;

    private readonly LeadQuery _query;
    private readonly long _min;
    private readonly long _max;
    private readonly int _status;
    private readonly byte[]? _needle;
    private long _matches;

    public LeadScan(LeadQuery query)
    {
        _query = query;
        _min = query.MinScore ?? long.MinValue;
        _max = query.MaxScore ?? long.MaxValue;
        _status = query.Status is { } status ? (int)status : -1;
        if (!string.IsNullOrEmpty(query.Search)) _needle = Encoding.UTF8.GetBytes(SearchKey.Of(query.Search));
    }

    public LeadMatches Run(List<LeadSegment> segments) => _query.Sort switch
    {
        _ when _needle is { Length: 0 } => new([], 0),
        LeadSort.Name => Run<ByName>(segments),
        LeadSort.LastEventDescending => Run<ByLastEvent>(segments),
        LeadSort.CreatedDescending => Run<ByCreation>(segments),
        _ => Run<ByScore>(segments),
    };

    private LeadMatches Run<TOrder>(List<LeadSegment> segments)
        where TOrder : struct, ILeadOrder
    {
        using var first = new FirstKeys(_query.Offset + _query.Limit);
        var seen = 0L;
        for (var s = 0; s < segments.Count; s++)
        {
            var segment = segments[TOrder.FromTheEnd ? segments.Count - 1 - s : s];
            if (_needle is null || (_matches > LeadQuery.MaxDepth && _matches * CommonOneIn > seen)) seen += ByLead<TOrder>(segment, first);
            else seen += ByText<TOrder>(segment, first, _needle);
        }

        var page = first.From(_query.Offset);
        var numbers = new long[page.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = page[i].Number;
        return new(numbers, _matches);
    }

    /// <summary>How many leads it looked at.</summary>
    private int ByText<TOrder>(LeadSegment segment, FirstKeys first, byte[] needle)
        where TOrder : struct, ILeadOrder
    {
        for (var i = segment.NextMatch(0, needle); i < segment.Count; i = segment.NextMatch(i + 1, needle))
        {
            if (!Passes(segment, i)) continue;
            _matches++;
            first.Offer(TOrder.Key(segment, i));
        }

        return segment.Count;
    }

    private int ByLead<TOrder>(LeadSegment segment, FirstKeys first)
        where TOrder : struct, ILeadOrder
    {
        var looked = 0;
        var counting = _matches <= LeadQuery.MaxDepth;
        for (var i = 0; i < segment.Count; i++)
        {
            if (!Passes(segment, i)) continue;
            var key = TOrder.Key(segment, i);
            if (!counting && !first.Wants(key)) continue;
            looked++;
            if (_needle is not null && !segment.Contains(i, _needle)) continue;
            _matches++;
            first.Offer(key);
        }

        return looked;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(LeadSegment segment, int i) =>
        (_status < 0 ? !segment.IsGone(i) : segment.Statuses[i] == _status) && segment.Scores[i] >= _min && segment.Scores[i] <= _max;
}
