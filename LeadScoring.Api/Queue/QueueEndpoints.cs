using System.ComponentModel;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Queue;

internal static class QueueEndpoints
{
    public static void MapQueue(this IEndpointRouteBuilder app)
    {
        var queue = app.MapGroup("/api/queue").WithTags("Queue");
        queue.MapGet("/stats", StatsAsync).WithName("queueStats");
        queue.MapGet("/history", HistoryAsync).WithName("queueHistory");
        queue.MapGet("/workers", WorkersAsync).WithName("queueWorkers");
        queue.MapGet("/job/{jobId}", JobAsync).WithName("getJob").Refuses(404);
        DeadLetterEndpoints.Map(queue);
    }

    /// <summary>The queue right now</summary>
    /// <remarks>`waiting` + `active` + `delayed` = 0 means that every event accepted so far is readable in its lead.</remarks>
    /// <response code="200">Events, in total and by lane and partition.</response>
    internal static async Task<Ok<QueueStatsResponse>> StatsAsync(IQueueMonitor queue, IEventStore events, CancellationToken ct)
    {
        // The queue first: an event that is committed in between is counted twice rather than not at all.
        var stats = await queue.StatsAsync(ct);
        return TypedResults.Ok(stats.ToResponse(await events.CountAsync(ct)));
    }

    /// <summary>The queue in the last 15 minutes</summary>
    /// <remarks>Every five seconds: what waited, what came, what was finished, and how long it took. Workers and API report once a second, so numbers are of all of them.</remarks>
    /// <param name="points">The newest so many.</param>
    /// <response code="200">The points, the newest last.</response>
    internal static async Task<Ok<QueueHistoryResponse>> HistoryAsync(
        [WholeNumber(1, QueueHistory.MaxPoints), DefaultValue(QueueHistory.MaxPoints)] int? points, IQueueHistory history, CancellationToken ct) =>
        TypedResults.Ok((await history.ReadAsync(points ?? QueueHistory.MaxPoints, ct)).ToResponse());

    /// <summary>The workers, and who works on which partition</summary>
    /// <remarks>A worker that ended without notice counts as running for ten seconds more; its partitions are taken over within five.</remarks>
    /// <response code="200">Workers and partitions.</response>
    internal static async Task<Ok<QueueWorkersResponse>> WorkersAsync(IQueueMonitor queue, CancellationToken ct) =>
        TypedResults.Ok((await queue.WorkersAsync(ct)).ToResponse());

    /// <summary>What became of a submitted event</summary>
    /// <remarks>
    /// Committed and failed events can be looked up for ever by their eventId. One that still waits is found through the `Location` of its
    /// 202, which says where to look; without it, 404 until then.
    /// </remarks>
    /// <param name="jobId" example="evt_7">The eventId.</param>
    /// <response code="200">The job.</response>
    /// <response code="404">No such job, or it still waits: look it up through the Location that the 202 gave.</response>
    internal static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> JobAsync(
        string jobId, [AsParameters] JobLocationQuery query, SubmissionLookup jobs, CancellationToken ct)
    {
        var job = EventRules.IsEventId(jobId) ? await jobs.FindAsync(jobId, query.ToLocation(), ct) : null;
        return job is null
            ? Problems.NotFound("jobId", "No such job, or it still waits: look it up through the Location that the 202 gave.")
            : TypedResults.Ok(job);
    }
}
