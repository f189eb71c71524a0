using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Ledger;

/// <summary>Which events of a fold are on a page, and the score before each. They are offered oldest first, whatever the page's order.</summary>
internal sealed class FoldedPage(LedgerOrder order, EventKey? cursor, int limit)
{
    private readonly Queue<(EventKey Key, long Before)> _events = new();
    private bool _more;

    public LedgerOrder Order => order;

    private bool IsNewestFirst => order == LedgerOrder.NewestFirst;

    public void Offer(EventKey key, long before)
    {
        if (cursor is { } last && (IsNewestFirst ? key >= last : key <= last)) return;
        if (_events.Count == limit)
        {
            _more = true;
            if (!IsNewestFirst) return;
            _events.Dequeue();
        }

        _events.Enqueue((key, before));
    }

    /// <param name="read">Reads so many lines from a key on, given the score before it.</param>
    public LedgerPart Lines(Func<EventKey, long, int, List<LedgerEntry>> read)
    {
        if (_events.Count == 0) return new([], false);
        var (first, before) = _events.Peek();
        var lines = read(first, before, _events.Count);
        if (IsNewestFirst) lines.Reverse();
        return new(lines, _more);
    }
}

/// <param name="AtMs">Events up to this time, or all.</param>
/// <param name="KnownAtMs">…of what was committed by this time, or all.</param>
internal readonly record struct AsOf(long? AtMs, long? KnownAtMs)
{
    /// <summary>Above the events that count; null when all do.</summary>
    public EventKey? End => AtMs is { } at ? EventKey.After(at) : null;
}
