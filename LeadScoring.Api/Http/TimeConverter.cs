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
