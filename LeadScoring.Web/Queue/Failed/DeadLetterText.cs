using System.Text.Json;
using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Queue.Failed;

/// <summary>A failed event for people.</summary>
public static class DeadLetterText
{
    private const int MaxShown = 20_000;

    /// <summary>The label of its type; "Not an event" when it has none.</summary>
    public static string Label(DeadLetterResponse letter, EventLabels labels) => Type(letter) is { } type ? labels[type] : "Not an event";

    public static string? Type(DeadLetterResponse letter)
    {
        if (letter.Event is null) return null;
        using var json = JsonDocument.Parse(letter.Event);
        return json.RootElement.TryGetProperty("eventType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }

    /// <summary>What waited, as JSON with line breaks where it is JSON, and at most 20,000 characters of it.</summary>
    public static string Payload(DeadLetterResponse letter)
    {
        var text = MetadataJson.Indent(letter.Event) ?? letter.Payload ?? "";
        return text.Length <= MaxShown ? text : text[..MaxShown] + "…";
    }
}
