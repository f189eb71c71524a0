using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;

namespace LeadScoring.Storage.Ledger;

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
