using LeadScoring.Api.Http;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Events;

internal sealed class BatchEndpoint
{
    public static async Task<Results<Accepted<BatchResponse>, ProblemHttpResult>> SubmitAsync(
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
        return body.Problem is { } problem ? ([], problem) : BatchReader.Read(body.Span, nowMs);
    }

    private static (List<IncomingEvent> Accepted, List<RejectedEvent> Rejected) Split(List<EventDraft> drafts, ResolvedLeads leads, long nowMs)
    {
        var accepted = new List<IncomingEvent>(drafts.Count);
        var rejected = new List<RejectedEvent>();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (!draft.Errors.Any && leads.Find(draft, out _) is { } leadId) accepted.Add(draft.ToIncoming(leadId, nowMs));
            else rejected.Add(draft.ToRejected(i));
        }

        return (accepted, rejected);
    }

    private static ProblemHttpResult NothingValid(List<RejectedEvent> rejected) => Problems.Of(
        StatusCodes.Status400BadRequest, "No event of the batch is valid.", "Nothing was queued; rejected says what is wrong with each event.",
        ("errors", new Dictionary<string, string[]> { ["events"] = [$"events[{rejected[0].Index}]: {rejected[0].Error}"] }),
        ("rejected", rejected));
}
