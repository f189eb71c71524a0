using System.Buffers;
using System.Text.Json;

namespace LeadScoring.Api.Http;

/// <summary>Forms and spreadsheets send an empty text for what they do not have: it counts as left out.</summary>
internal static class EmptyTexts
{
    /// <summary>The object with null for each of its members that is an empty text; the same memory when there is none, or when it is not JSON.</summary>
    public static ReadOnlyMemory<byte> AsNull(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Replace(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return json; // what is wrong is said when it is bound
        }
    }

    private static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = JsonBody.MaxDepth });
        ArrayBufferWriter<byte>? replaced = null;
        var copied = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || !IsEmpty(ref reader)) continue;
            replaced ??= new ArrayBufferWriter<byte>(json.Length + 1024);
            replaced.Write(json.Span[copied..(int)reader.TokenStartIndex]);
            replaced.Write("null"u8);
            copied = (int)reader.BytesConsumed;
        }

        replaced?.Write(json.Span[copied..]);
        return replaced?.WrittenMemory ?? json;
    }

    /// <summary>Whether the reader is at a text of white space alone.</summary>
    private static bool IsEmpty(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueSpan.Length == 0) return true;
        // Only a space or an escape can begin one, or a byte of a character above 127: most texts are not copied.
        return (reader.ValueSpan[0] is <= (byte)' ' or (byte)'\\' or > 127) && string.IsNullOrWhiteSpace(reader.GetString());
    }
}
