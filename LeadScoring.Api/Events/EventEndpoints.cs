using System.Globalization;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Queue;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

/// <summary>POST /api/events; the other endpoints of events are mapped from here.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/api/events").WithTags("Events");
        events.MapPost("", SubmitAsync).Accepts<EventRequest>("application/json").WithDoc(EventDocs.Submit);
        events.MapPost("/batch", BatchEndpoint.SubmitAsync).Accepts<BatchRequest>("application/json").WithDoc(EventDocs.SubmitBatch);
        app.MapLedger();
    }

    private static async Task<Results<Accepted<EventAcceptedResponse>, Ok<JobResponse>, ProblemHttpResult>> SubmitAsync(
        HttpContext context, LeadResolver leads, IEventQueue queue, ISubmissionResults results, SubmissionWaiter waiter,
        TimeProvider time, CancellationToken ct)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (draft, problem) = await ReadAsync(context.Request, nowMs, ct);
        if (draft is null) return problem!;
        var lead = await leads.ResolveAsync(draft, ct);
        if (lead.LeadId is not { } leadId) return lead.Problem!.ToResult();

        var submitted = draft.ToIncoming(leadId, nowMs);
        var seconds = PreferWait.Seconds(context.Request, draft.Sync);
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
        using var body = await JsonBody.ReadAsync(request, JsonObjectBody.MaxBytes, ct);
        return body.Problem is { } problem ? (null, problem) : Read(body.Span, nowMs);
    }

    private static (EventDraft? Draft, ProblemHttpResult? Problem) Read(ReadOnlySpan<byte> json, long nowMs)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonObjectBody.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return (null, NotAnObject(json));
            var draft = EventReader.Read(ref reader, json, nowMs);
            reader.Read();
            return draft.Errors.Any ? (null, Problems.Invalid(draft.Errors)) : (draft, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, JsonFault.Find(json, JsonObjectBody.MaxDepth) ?? Problems.Invalid(JsonFault.Root, "A \\u escape is half of a surrogate pair."));
        }
    }

    private static ProblemHttpResult NotAnObject(ReadOnlySpan<byte> json) =>
        JsonFault.Find(json, JsonObjectBody.MaxDepth)
        ?? Problems.Invalid(JsonFault.Root, "Send one event as a JSON object; several go to /api/events/batch.");
}
