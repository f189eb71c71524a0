using System.Globalization;
using System.Text.Json;
using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// The content of a change-feed entry, field <c>d</c>:
/// <code>{"kind":"score","leadId":"0193…","previousScore":5,"score":15,"change":10,"eventType":"email_open","eventId":"evt_2",
/// "timestamp":"2026-01-01T00:00:00.000Z","processedAt":"2026-01-01T00:00:00.020Z","version":2}</code>
/// </summary>
public static class FeedJson
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static byte[] Encode(string kind, LeadChange c) => JsonSerializer.SerializeToUtf8Bytes(
        new Wire(kind, c.LeadId, c.PreviousScore, c.Score, c.Score - c.PreviousScore, c.EventType, c.EventId,
            Iso(c.TimestampMs), Iso(c.ProcessedAtMs), c.Version), JsonSerializerOptions.Web);

    public static FeedEntry? Decode(string id, byte[]? json)
    {
        try
        {
            return json is not null && JsonSerializer.Deserialize<Wire>(json, JsonSerializerOptions.Web) is { } w
                ? new(id, w.Kind, w.LeadId, w.PreviousScore, w.Score, w.Change, w.EventType, w.EventId, Ms(w.Timestamp), Ms(w.ProcessedAt), w.Version)
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString(Format, CultureInfo.InvariantCulture);

    private static long Ms(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private sealed record Wire(
        string Kind, string LeadId, long PreviousScore, long Score, long Change, string? EventType, string? EventId,
        string Timestamp, string ProcessedAt, long Version);
}
