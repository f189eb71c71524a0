using System.ComponentModel;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Queue;

internal sealed class DeadLetterEndpoints
{
    private const int DefaultLimit = 50;
    private const int DefaultHours = 24;
    private const string JobAddress = "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850009000-0";

    public static void Map(RouteGroupBuilder queue)
    {
        queue.MapGet("/dead-letters", ListAsync).WithName("listDeadLetters");
        queue.MapPost("/dead-letters/{id}/retry", RetryAsync).WithName("retryDeadLetter").Refuses(404)
            .AnswersWithHeader(202, "Location", "The job; left out when the event cannot be read.", JobAddress);
        queue.MapDelete("/dead-letters/{id}", DiscardAsync).WithName("discardDeadLetter").Refuses(404);
        queue.MapPost("/clean", CleanAsync).WithName("cleanQueue");
    }

    /// <summary>Events that were given up, the newest first</summary>
    /// <remarks>
    /// An event ends here when its lead does not exist, when it cannot be read, or when five attempts failed. It stays until it is retried,
    /// discarded or cleaned away.
    /// </remarks>
    /// <param name="limit">How many.</param>
    /// <response code="200">Dead letters.</response>
    internal static async Task<Ok<DeadLetterListResponse>> ListAsync([WholeNumber(1, 200), DefaultValue(DefaultLimit)] int? limit, IDeadLetters dead, CancellationToken ct)
    {
        var letters = await dead.ListAsync(limit ?? DefaultLimit, ct);
        var total = await dead.CountAsync(ct);
        return TypedResults.Ok(new DeadLetterListResponse([.. letters.Select(x => x.ToResponse())], Math.Max(total, letters.Count)));
    }

    /// <summary>Try a dead letter again</summary>
    /// <remarks>It goes to the end of its lane, as a first attempt, and its job waits again. An event counts once, however often it is retried.</remarks>
    /// <param name="id" example="live.3.1769850000456-0">The dead letter's id.</param>
    /// <response code="202">It waits.</response>
    /// <response code="404">No dead letter has this id (any more).</response>
    internal static async Task<Results<Accepted<RetryResponse>, ProblemHttpResult>> RetryAsync(
        string id, DeadLetterRetry retry, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        if (await retry.RetryAsync(id, ct) is not var (at, jobId)) return Unknown();
        log.DeadLetterRetried(id);
        return TypedResults.Accepted(jobId is null ? null : JobLocation.Of(jobId, at), new RetryResponse(jobId, true, "Event queued to be tried again"));
    }

    /// <summary>Discard a dead letter</summary>
    /// <remarks>Its job still says why it failed.</remarks>
    /// <param name="id" example="live.3.1769850000456-0">The dead letter's id.</param>
    /// <response code="204">Discarded.</response>
    /// <response code="404">No dead letter has this id (any more).</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(
        string id, IDeadLetters dead, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        if (!await dead.DiscardAsync(id, ct)) return Unknown();
        log.DeadLetterDiscarded(id);
        return TypedResults.NoContent();
    }

    /// <summary>Discard old dead letters</summary>
    /// <remarks>
    /// All that arrived among the dead letters longer ago than that, by Redis's clock. Their jobs still say why they failed. Nothing that
    /// waits is touched.
    /// </remarks>
    /// <param name="olderThanHours">How old they are at least; 0 for all.</param>
    /// <response code="200">How many were discarded.</response>
    internal static async Task<Ok<CleanResponse>> CleanAsync(
        [WholeNumber(0, 8760), DefaultValue(DefaultHours)] int? olderThanHours, IDeadLetters dead, TimeProvider time, ILogger<DeadLetterEndpoints> log,
        CancellationToken ct)
    {
        var hours = olderThanHours ?? DefaultHours;
        var removed = await dead.CleanAsync(time.GetUtcNow().AddHours(-hours), ct);
        log.DeadLettersCleaned(removed, hours);
        return TypedResults.Ok(new CleanResponse(removed));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No dead letter has this id (any more).");
}
