using System.Runtime.CompilerServices;
using System.Text;

namespace LeadScoring.Core.Leads.Table;

/// <summary>Which leads a question is about: status and score decide at once, the text has to be looked for.</summary>
internal readonly struct LeadFilter(LeadQuery query)
{
    private readonly long _min = query.MinScore ?? long.MinValue;
    private readonly long _max = query.MaxScore ?? long.MaxValue;
    private readonly int _status = query.Status is { } status ? (int)status : -1;

    /// <summary>The text as the table has it, null when any will do; empty when no lead can have it.</summary>
    public byte[]? Needle { get; } = string.IsNullOrEmpty(query.Search) ? null : Encoding.UTF8.GetBytes(SearchKey.Of(query.Search));

    /// <summary>Status or score is asked for.</summary>
    public bool Narrows => _status >= 0 || _min != long.MinValue || _max != long.MaxValue;

    /// <summary>Status and score are as asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(LeadSegment segment, int i) =>
        (_status < 0 ? !segment.IsGone(i) : segment.Statuses[i] == _status) && segment.Scores[i] >= _min && segment.Scores[i] <= _max;
}
