using System.Text.Json;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

/// <summary>Reads a batch: <c>{"events": […]}</c> or the bare array. A wrong element is a draft with errors, not a failed batch.</summary>
internal static class BatchReader
{
    public const int MaxEvents = 10_000;
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Deeper than an event may be, so that one deep event is refused by itself.</summary>
    private const int MaxDepth = 256;

    public static (List<EventDraft> Drafts, ProblemHttpResult? Problem) Read(ReadOnlySpan<byte> json, long nowMs)
    {
        var drafts = new List<EventDraft>();
        try
        {
            var problem = ReadRoot(json, nowMs, drafts);
            return (drafts, problem ?? (drafts.Count == 0 ? Problems.Invalid("events", $"Send 1 to {MaxEvents} events.") : null));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (drafts, JsonFault.Find(json, MaxDepth) ?? Problems.Invalid(JsonFault.Root, "A \\u escape is half of a surrogate pair."));
        }
    }

    private static ProblemHttpResult? ReadRoot(ReadOnlySpan<byte> json, long nowMs, List<EventDraft> drafts)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var problem = reader.TokenType switch
        {
            JsonTokenType.StartArray => ReadEvents(ref reader, json, nowMs, drafts),
            JsonTokenType.StartObject => ReadMembers(ref reader, json, nowMs, drafts),
            _ => Problems.Invalid(JsonFault.Root, "Send {\"events\": […]} or an array of events."),
        };
        // One more, to see that nothing follows.
        if (problem is null) reader.Read();
        return problem;
    }

    private static ProblemHttpResult? ReadMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, List<EventDraft> drafts)
    {
        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("events"u8))
            {
                reader.Skip();
                continue;
            }

            if (seen) return Problems.Invalid("events", "Send it only once.");
            seen = true;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) return Problems.Invalid("events", "Must be an array of events.");
            if (ReadEvents(ref reader, json, nowMs, drafts) is { } problem) return problem;
        }

        return seen ? null : Problems.Invalid("events", $"Required: an array of 1 to {MaxEvents} events.");
    }

    private static ProblemHttpResult? ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long nowMs, List<EventDraft> drafts)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (drafts.Count == MaxEvents) return Problems.TooLarge($"A batch holds at most {MaxEvents} events. Split it into several requests.");
            drafts.Add(EventReader.Read(ref reader, json, nowMs));
        }

        return null;
    }
}
