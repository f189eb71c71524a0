using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Events;

namespace LeadScoring.Storage.Ledger;

/// <summary>Derives a ledger line from an event and the rules.</summary>
internal static class LedgerLine
{
    /// <param name="rules">The rules that score the event.</param>
    /// <param name="before">The score before it.</param>
    /// <param name="e">The event.</param>
    public static LedgerEntry Of(RuleTimeline rules, long before, in EventLine e)
    {
        var rule = rules.At(e.EventType, e.TimestampMs);
        var points = rule is { Active: true } ? rule.Points : 0;
        var after = rules.Bounds.Step(points).Apply(before);
        return new(
            e.TimestampMs, e.EventId, e.EventType, points, after - before, before, after, rule?.Version, rule is not { Active: true },
            e.ProcessedAtMs, e.Late, e.Metadata);
    }
}

/// <param name="Lines">In the order asked for.</param>
/// <param name="More">Whether other lines follow.</param>
internal sealed record LedgerPart(List<LedgerEntry> Lines, bool More)
{
    public string? Next(char list) => More ? KeyCursor.Of(list, Lines[^1].TimestampMs, Lines[^1].EventId) : null;
}

/// <summary>Selects the events of a fold that are on a page, with the score before each. They are offered oldest first, whatever the page's order.</summary>
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

    /// <param name="read">Reads lines from a key on: the key, the score before it, and how many.</param>
    public LedgerPart Lines(Func<EventKey, long, int, List<LedgerEntry>> read)
    {
        if (_events.Count == 0) return new([], false);
        var (first, before) = _events.Peek();
        var lines = read(first, before, _events.Count);
        if (IsNewestFirst) lines.Reverse();
        return new(lines, _more);
    }
}

/// <summary>Which events count.</summary>
/// <param name="AtMs">Those up to this time, Unix ms; null: all.</param>
/// <param name="KnownAtMs">Those committed by this time, Unix ms; null: all.</param>
internal readonly record struct AsOf(long? AtMs, long? KnownAtMs)
{
    /// <summary>The key above the events up to <see cref="AtMs"/>; null when all count.</summary>
    public EventKey? End => AtMs is { } at ? EventKey.After(at) : null;
}

/// <summary>An event key as an opaque cursor: base64url of <c>list|timestamp|eventId</c>.</summary>
internal static class KeyCursor
{
    public const char Events = 'e';

    public static char Ledger(LedgerOrder order) => order == LedgerOrder.NewestFirst ? 'L' : 'l';

    public static char AsOf(LedgerOrder order) => order == LedgerOrder.NewestFirst ? 'A' : 'a';

    public static string Of(char list, long timestampMs, string eventId) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}|{timestampMs}|{eventId}")));

    /// <exception cref="InvalidCursorException"/>
    public static EventKey? Parse(char list, string? cursor)
    {
        if (cursor is null) return null;
        if (cursor.Length > 300 || !Base64Url.IsValid(cursor)) throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts is [[var kind], var time, var id] && kind == list && EventRules.IsEventId(id)
            && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timestampMs)
            ? new EventKey(timestampMs, id)
            : throw new InvalidCursorException();
    }
}
