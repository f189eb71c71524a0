using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;

namespace LeadScoring.Storage.Ledger;

internal static class LedgerLine
{
    /// <param name="rules">What the event is worth.</param>
    /// <param name="before">The score before it.</param>
    /// <param name="timestampMs">When it happened.</param>
    /// <param name="eventId">Which event it is.</param>
    /// <param name="type">Its type.</param>
    /// <param name="processedAtMs">When it was committed.</param>
    /// <param name="late">A later one had been committed before.</param>
    /// <param name="metadata">What came with it.</param>
    public static LedgerEntry Of(
        RuleTimeline rules, long before, long timestampMs, string eventId, string type, long processedAtMs, bool late, string? metadata)
    {
        var rule = rules.At(type, timestampMs);
        var points = rule is { Active: true } ? rule.Points : 0;
        var after = rules.Bounds.Step(points).Apply(before);
        return new(
            timestampMs, eventId, type, points, after - before, before, after, rule?.Version, rule is not { Active: true }, processedAtMs, late, metadata);
    }
}

/// <param name="Lines">In the order asked for.</param>
/// <param name="More">Others follow.</param>
internal sealed record LedgerPart(List<LedgerEntry> Lines, bool More)
{
    public string? Next(char list) => More ? KeyCursor.Of(list, Lines[^1].TimestampMs, Lines[^1].EventId) : null;
}
