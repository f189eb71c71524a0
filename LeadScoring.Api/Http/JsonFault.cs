using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>Says where a body stops being JSON. Only runs on a body that is known to be broken, so the good ones pay nothing.</summary>
internal static class JsonFault
{
    public const string Root = "$";

    /// <summary>The problem that names path, line and position, both from 1; null when the text is JSON after all.</summary>
    public static ProblemHttpResult? Find(ReadOnlySpan<byte> json, int maxDepth)
    {
        var path = new JsonPath();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read()) path.Follow(ref reader);
            return null;
        }
        catch (JsonException e)
        {
            return Problems.Invalid(path.ToString(), $"Not JSON at line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            return Problems.Invalid(path.ToString(), $"Not JSON at byte {reader.TokenStartIndex + 1}: a \\u escape is half of a surrogate pair.");
        }
    }

    public static ProblemHttpResult NotUtf8(ReadOnlySpan<byte> bytes)
    {
        Utf8.ToUtf16(bytes, new char[bytes.Length], out var valid, out _, replaceInvalidSequences: false);
        var line = bytes[..valid].Count((byte)'\n') + 1;
        var position = valid - bytes[..valid].LastIndexOf((byte)'\n');
        return Problems.Invalid(Root, $"Not UTF-8 at line {line}, position {position}. Send JSON in UTF-8.");
    }

    /// <summary>Without the zero-based position that .NET appends, which would contradict ours.</summary>
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }
}
