using System.Runtime.CompilerServices;
using System.Text;

namespace LeadScoring.Core.Leads.Table;

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
