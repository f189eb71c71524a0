using System.Text;

namespace LeadScoring.Core.Leads.Table;

/// <summary>
/// One pass over the leads. A rare text is looked for in a whole segment at once. A common one is checked lead by lead, and
/// only of leads that could still come onto the page: by then the total no longer matters.
/// </summary>
internal sealed class LeadScan
{
    private const int CommonOneIn = 16;

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

    public LeadMatches Run(List<LeadSegment> segments)
    {
        if (_needle is { Length: 0 }) return new([], 0);
        using var first = new FirstKeys(_query.Offset + _query.Limit);
        var seen = 0L;
        foreach (var segment in segments)
        {
            if (_needle is null || (_matches > LeadQuery.MaxDepth && _matches * CommonOneIn > seen)) ByLead(segment, first);
            else ByText(segment, first, _needle);
            seen += segment.Count;
        }

        var page = first.From(_query.Offset);
        var numbers = new long[page.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = page[i].Number;
        return new(numbers, _matches);
    }

    private void ByText(LeadSegment segment, FirstKeys first, byte[] needle)
    {
        for (var i = segment.NextMatch(0, needle); i < segment.Count; i = segment.NextMatch(i + 1, needle))
        {
            if (!Passes(segment, i)) continue;
            _matches++;
            first.Offer(Key(segment, i));
        }
    }

    private void ByLead(LeadSegment segment, FirstKeys first)
    {
        for (var i = 0; i < segment.Count; i++)
        {
            if (!Passes(segment, i)) continue;
            var key = Key(segment, i);
            if (_matches > LeadQuery.MaxDepth && !first.Wants(key)) continue;
            if (_needle is not null && !segment.Contains(i, _needle)) continue;
            _matches++;
            first.Offer(key);
        }
    }

    private bool Passes(LeadSegment segment, int i) =>
        (_status < 0 ? !segment.IsGone(i) : segment.Statuses[i] == _status) && segment.Scores[i] >= _min && segment.Scores[i] <= _max;

    /// <summary>The complement turns an order around, for the lowest number as well.</summary>
    private SortKey Key(LeadSegment segment, int i)
    {
        var number = segment.Numbers[i];
        return _query.Sort switch
        {
            LeadSort.Name => new(segment.NameRanks[i], 0, number),
            LeadSort.LastEventDescending => new(~segment.LastEvents[i], 0, number),
            LeadSort.CreatedDescending => new(~segment.Created[i], 0, number),
            _ => new(~segment.Scores[i], segment.LastEvents[i] == long.MinValue ? long.MaxValue : segment.LastEvents[i], number),
        };
    }
}
