using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
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
        queue.MapGet("/stats", StatsAsync).WithDoc(QueueDocs.Stats);
        queue.MapGet("/job/{jobId}", JobAsync).WithDoc(QueueDocs.Job);
        DeadLetterEndpoints.Map(queue);
    }

    /// <summary>The queue first: an event that is committed in between is counted twice rather than not at all.</summary>
    private static async Task<Ok<QueueStatsResponse>> StatsAsync(IQueueMonitor queue, IEventStore events, CancellationToken ct)
    {
        var stats = await queue.StatsAsync(ct);
        return TypedResults.Ok(stats.ToResponse(await events.CountAsync(ct)));
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> JobAsync(
        string jobId, JobLookup jobs, string? lane, string? partition, string? entry, CancellationToken ct)
    {
        var fields = new QueryFields();
        var location = JobLocation.Read(fields, lane, partition, entry);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var job = EventRules.IsEventId(jobId) ? await jobs.FindAsync(jobId, location, ct) : null;
        return job is null
            ? Problems.NotFound("jobId", "No such job, or it still waits: look it up through the Location that the 202 gave.")
            : TypedResults.Ok(job);
    }
}
