using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Queue;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Events;

/// <summary>POST /api/events; the other endpoints of events are mapped from here.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/api/events").WithTags("Events");
        events.MapPost("", SubmitAsync).WithName("submitEvent").Accepts<EventRequest>("application/json").Refuses(404, 429)
            .AnswersWithHeader(200, "Preference-Applied", "The wait that was granted.", "wait=5")
            .AnswersWithHeader(202, "Location", "Where the job can be looked up, also while it waits.", "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850000123-0");
        events.MapPost("/batch", BatchEndpoint.SubmitAsync).WithName("submitEvents").Accepts<BatchRequest>("application/json").Refuses(400, 413, 429);
        app.MapLedger();
    }

    /// <summary>Submit an event</summary>
    /// <remarks>
    /// Queued when the answer comes: on disk, and scored a moment later. With `Prefer: wait=N` (or `"sync": true`) the answer waits up to
    /// N seconds for the result. An `eventId` that was counted before changes nothing, and its result says `duplicate`.
    /// </remarks>
    /// <response code="200">Scored within the time asked for (or failed for good: see `state`).</response>
    /// <response code="202">Queued.</response>
    /// <response code="404">No lead has this id. Create the lead first.</response>
    internal static async Task<Results<Accepted<EventAcceptedResponse>, Ok<JobResponse>, ProblemHttpResult>> SubmitAsync(
        HttpContext context,
        [FromHeader(Name = "Prefer"), Description("`wait=N`: wait up to N seconds, at most 30, for the result (RFC 7240). For example `wait=5`.")] string? prefer,
        LeadResolver leads, IEventQueue queue, ISubmissionResults results, SubmissionWaiter waiter, TimeProvider time, CancellationToken ct)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (draft, problem) = await ReadAsync(context.Request, nowMs, ct);
        if (draft is null) return problem!;
        var lead = await leads.ResolveAsync(draft, ct);
        if (lead.LeadId is not { } leadId) return lead.Problem!.ToResult();

        var submitted = draft.ToIncoming(leadId, nowMs);
        var seconds = PreferWait.Seconds(prefer, draft.Sync);
        using var wait = seconds > 0 ? results.Expect(submitted.Submission) : null;
        var location = (await queue.EnqueueAsync(Lane.Live, [submitted], ct))[0];
        if (wait is not null && await waiter.AwaitAsync(wait, submitted, TimeSpan.FromSeconds(seconds), ct) is { } job)
        {
            context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={seconds}");
            return TypedResults.Ok(job);
        }

        return TypedResults.Accepted(
            JobLocation.Of(submitted.EventId, location), new EventAcceptedResponse(submitted.EventId, true, "Event queued for processing"));
    }

    private static async Task<(EventDraft? Draft, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, long nowMs, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(request, JsonBody.MaxBytes, ct);
        return body.Problem is { } problem ? (null, problem) : Read(body.Memory, nowMs);
    }

    private static (EventDraft? Draft, ProblemHttpResult? Problem) Read(ReadOnlyMemory<byte> json, long nowMs)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = JsonBody.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return (null, NotAnObject(json));
            var draft = EventReader.Read(ref reader, json, nowMs);
            reader.Read();
            return draft.Errors.Any ? (null, Problems.Invalid(draft.Errors)) : (draft, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, JsonFault.Find(json.Span, JsonBody.MaxDepth) ?? Problems.Invalid(JsonFault.Root, "A \\u escape is half of a surrogate pair."));
        }
    }

    private static ProblemHttpResult NotAnObject(ReadOnlyMemory<byte> json) =>
        JsonFault.Find(json.Span, JsonBody.MaxDepth)
        ?? Problems.Invalid(JsonFault.Root, "Send one event as a JSON object; several go to /api/events/batch.");
}
