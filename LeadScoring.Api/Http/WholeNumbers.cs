using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadScoring.Api.Http;

/// <summary>Whole numbers as JSON may write them: <c>10</c>, <c>10.0</c>, <c>1e1</c>. Languages that know one kind of number write the latter.</summary>
internal sealed class LongConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => WholeNumbers.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <inheritdoc cref="LongConverter"/>
internal sealed class IntConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WholeNumbers.Read(ref reader) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw new JsonException("The number is too large.");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal static class WholeNumbers
{
    /// <exception cref="JsonException">It is no number, not whole, or larger than 64 bits.</exception>
    public static long Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("Not a number.");
        if (reader.TryGetInt64(out var number)) return number;
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return TryRead(text, out number) ? number : throw new JsonException("Not a whole number of 64 bits.");
    }

    /// <summary>Moves the point by the exponent. Exact: neither double nor decimal holds every number that can be written.</summary>
    private static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        var end = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? text : text[..end];
        var point = mantissa.IndexOf((byte)'.');
        var fraction = point < 0 ? [] : mantissa[(point + 1)..].TrimEnd((byte)'0');
        var whole = point < 0 ? mantissa : mantissa[..point];
        byte[] digits = [.. whole.TrimStart((byte)'-').TrimStart((byte)'0'), .. fraction];
        number = 0;
        if (digits.AsSpan().IndexOfAnyExcept((byte)'0') < 0) return true; // zero, whatever the exponent
        var exponent = 0;
        if (end >= 0 && !int.TryParse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return false;
        var shift = (long)exponent - fraction.Length;
        var kept = digits.AsSpan().TrimEnd((byte)'0');
        shift += digits.Length - kept.Length;
        const int mostDigits = 19;
        if (shift < 0 || shift > mostDigits) return false;
        var written = $"{(text[0] == '-' ? "-" : "")}{Encoding.ASCII.GetString(kept)}{new string('0', (int)shift)}";
        return long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
