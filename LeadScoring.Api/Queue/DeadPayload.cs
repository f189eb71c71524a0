using System.Text.Json;

namespace LeadScoring.Api.Queue;

/// <summary>What a dead letter holds can be anything, also what nobody here wrote.</summary>
internal static class DeadPayload
{
    public const int MaxText = 4_000;

    /// <summary>Twice what the largest event takes.</summary>
    private const int MaxJson = 128 * 1024;
    private const int MaxDepth = 40;

    /// <summary>JSON that an answer can hold as it is.</summary>
    public static bool IsObject(string payload)
    {
        if (payload.Length > MaxJson) return false;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Never half of a surrogate pair at its end.</summary>
    public static string Beginning(string payload)
    {
        if (payload.Length <= MaxText) return payload;
        return payload[..(char.IsHighSurrogate(payload[MaxText - 1]) ? MaxText - 1 : MaxText)];
    }
}
