using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using StackExchange.Redis;

namespace LeadScoring.Streams.Feed;

/// <summary>
/// Field <c>d</c> of a change feed entry.
/// <code>
/// {"kind":"score","leadId":"l1","previousScore":10,"score":15,"change":5,"eventType":"page_view","eventId":"e1",
///  "timestamp":"2026-01-31T09:00:00.000Z","earliest":"2026-01-03T14:00:00.000Z","processedAt":"2026-01-31T09:00:00.012Z","version":7}
/// </code>
/// <c>earliest</c> only where it is before <c>timestamp</c>.
/// </summary>
public static class FeedCodec
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static byte[] Encode(string kind, LeadChange change)
    {
        var buffer = new ArrayBufferWriter<byte>(320);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, kind);
            json.WriteString("leadId"u8, change.LeadId);
            json.WriteNumber("previousScore"u8, change.PreviousScore);
            json.WriteNumber("score"u8, change.Score);
            json.WriteNumber("change"u8, change.Score - change.PreviousScore);
            if (change.EventType is not null) json.WriteString("eventType"u8, change.EventType);
            if (change.EventId is not null) json.WriteString("eventId"u8, change.EventId);
            json.WriteString("timestamp"u8, Iso(change.TimestampMs));
            if (change.EarliestMs < change.TimestampMs) json.WriteString("earliest"u8, Iso(change.EarliestMs.Value));
            json.WriteString("processedAt"u8, Iso(change.ProcessedAtMs));
            json.WriteNumber("version"u8, change.Version);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null for an entry in another format: subscribers skip it.</summary>
    public static FeedEntry? Decode(StreamEntry entry)
    {
        if (entry["d"] is not { IsNull: false } payload) return null;
        try
        {
            using var json = JsonDocument.Parse((byte[])payload!);
            var d = json.RootElement;
            var decoded = new FeedEntry(
                entry.Id.ToString(), d.GetProperty("kind").GetString()!, d.GetProperty("leadId").GetString()!,
                d.GetProperty("previousScore").GetInt64(), d.GetProperty("score").GetInt64(), d.GetProperty("change").GetInt64(),
                Optional(d, "eventType"), Optional(d, "eventId"),
                d.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds(),
                d.GetProperty("processedAt").GetDateTimeOffset().ToUnixTimeMilliseconds(),
                d.GetProperty("version").GetInt64());
            return d.TryGetProperty("earliest", out var earliest) ? decoded with { EarliestMs = earliest.GetDateTimeOffset().ToUnixTimeMilliseconds() } : decoded;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? Optional(JsonElement d, string name) => d.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Iso(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
}
