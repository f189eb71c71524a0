using LeadScoring.Core.Events;

namespace LeadScoring.Core.Storage.Adapters;

/// <param name="Lines">In the order asked for.</param>
/// <param name="More">Others follow.</param>
internal sealed record LedgerPart(List<LedgerEntry> Lines, bool More)
{
    public string? Next(char list) => More ? KeyCursor.Of(list, Lines[^1].TimestampMs, Lines[^1].EventId) : null;
}
