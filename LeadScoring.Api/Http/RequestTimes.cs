using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Http;

/// <summary>The one way that times enter and leave as JSON: see <see cref="EventTime"/>.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EventTime.TryParse(reader.GetString(), out var ms)
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : throw new JsonException("Not an ISO 8601 time, such as 2026-11-22T09:30:00.000Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[24];
        value.UtcDateTime.TryFormat(text, out var written, EventTime.Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}

/// <summary>A time of a query; also one before 1970.</summary>
/// <param name="UnixMs">Negative before 1970.</param>
public readonly record struct QueryTime(long UnixMs) : IParsable<QueryTime>
{
    public static QueryTime Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var time) ? time : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QueryTime result)
    {
        var isTime = EventTime.TryParseBound(s, out var unixMs);
        result = new(unixMs);
        return isTime;
    }
}

internal static class UnixTime
{
    public static DateTimeOffset ToTime(this long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    public static DateTimeOffset? ToTime(this long? unixMs) => unixMs is { } ms ? ms.ToTime() : null;
}
