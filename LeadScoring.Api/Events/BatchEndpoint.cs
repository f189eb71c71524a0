using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

internal sealed class BatchEndpoint
{
    private const int MaxEventIdShown = 128;

    /// <summary>Submit up to 10,000 events</summary>
    /// <remarks>
    /// The valid ones are queued, all of them before the answer comes; the others are rejected by index. Send a batch again as often as
    /// you like: an `eventId` counts once.
    /// </remarks>
    /// <response code="202">At least one event was queued.</response>
    /// <response code="400">No event is valid, or the body is not a batch.</response>
    /// <response code="413">The body is larger than 10 MB.</response>
    internal static async Task<Results<Accepted<BatchResponse>, ProblemHttpResult>> SubmitAsync(
        HttpRequest request, LeadResolver leads, IEventQueue queue, TimeProvider time, ILogger<BatchEndpoint> log, CancellationToken ct)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (drafts, problem) = await ReadAsync(request, nowMs, ct);
        if (problem is not null) return problem;

        var (accepted, rejected) = Split(drafts, await leads.ResolveAsync(drafts, ct), nowMs);
        if (accepted.Count == 0) return NothingValid(rejected);
        await queue.EnqueueAsync(Lane.Live, accepted, ct);
        log.BatchTaken(accepted.Count, rejected.Count);
        return TypedResults.Accepted((string?)null, new BatchResponse(accepted.Count, rejected, accepted.ConvertAll(e => e.EventId)));
    }

    private static async Task<(List<EventDraft> Drafts, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, long nowMs, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(request, BatchReader.MaxBytes, ct);
        return body.Problem is { } problem ? ([], problem) : BatchReader.Read(body.Memory, nowMs);
    }

    private static (List<IncomingEvent> Accepted, List<RejectedEvent> Rejected) Split(List<EventDraft> drafts, LeadMatch[] leads, long nowMs)
    {
        var accepted = new List<IncomingEvent>(drafts.Count);
        var rejected = new List<RejectedEvent>();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (leads[i].LeadId is { } leadId) accepted.Add(draft.ToIncoming(leadId, nowMs));
            else rejected.Add(new(i, draft.EventId?.Length > MaxEventIdShown ? draft.EventId[..MaxEventIdShown] : draft.EventId, leads[i].Reason(draft)));
        }

        return (accepted, rejected);
    }

    private static ProblemHttpResult NothingValid(List<RejectedEvent> rejected) => Problems.Of(
        StatusCodes.Status400BadRequest, "No event of the batch is valid.", "Nothing was queued; rejected says what is wrong with each event.",
        ("errors", new Dictionary<string, string[]> { ["events"] = [$"events[{rejected[0].Index}]: {rejected[0].Error}"] }),
        ("rejected", rejected));
}

/// <summary>Reads a batch: <c>{"events": […]}</c> or the bare array. A wrong element is a draft with errors, not a failed batch.</summary>
internal static class BatchReader
{
    public const int MaxEvents = 10_000;
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Deeper than an event may be, so that one deep event is refused by itself.</summary>
    private const int MaxDepth = 256;

    public static (List<EventDraft> Drafts, ProblemHttpResult? Problem) Read(ReadOnlyMemory<byte> json, long nowMs)
    {
        var drafts = new List<EventDraft>();
        try
        {
            var problem = ReadRoot(json, nowMs, drafts);
            return (drafts, problem ?? (drafts.Count == 0 ? Problems.Invalid("events", $"Send 1 to {MaxEvents} events.") : null));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (drafts, JsonFault.Find(json.Span, MaxDepth) ?? Problems.Invalid(JsonFault.Root, "A \\u escape is half of a surrogate pair."));
        }
    }

    private static ProblemHttpResult? ReadRoot(ReadOnlyMemory<byte> json, long nowMs, List<EventDraft> drafts)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var problem = reader.TokenType switch
        {
            JsonTokenType.StartArray => ReadEvents(ref reader, json, nowMs, drafts),
            JsonTokenType.StartObject => ReadMembers(ref reader, json, nowMs, drafts),
            _ => Problems.Invalid(JsonFault.Root, "Send {\"events\": […]} or an array of events."),
        };
        // Throws if anything follows.
        if (problem is null) reader.Read();
        return problem;
    }

    private static ProblemHttpResult? ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, long nowMs, List<EventDraft> drafts)
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

    private static ProblemHttpResult? ReadEvents(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, long nowMs, List<EventDraft> drafts)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (drafts.Count == MaxEvents) return Problems.TooLarge($"A batch holds at most {MaxEvents} events. Split it into several requests.");
            drafts.Add(EventReader.Read(ref reader, json, nowMs));
        }

        return null;
    }
}
