using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Queue;

internal sealed class DeadLetterEndpoints
{
    public const int MaxLimit = 200;
    public const int MaxHours = 8760;
    public const int DefaultHours = 24;

    public static void Map(RouteGroupBuilder queue)
    {
        queue.MapGet("/dead-letters", ListAsync).WithDoc(DeadLetterDocs.List);
        queue.MapPost("/dead-letters/{id}/retry", RetryAsync).WithDoc(DeadLetterDocs.Retry);
        queue.MapDelete("/dead-letters/{id}", DiscardAsync).WithDoc(DeadLetterDocs.Discard);
        queue.MapPost("/clean", CleanAsync).WithDoc(DeadLetterDocs.Clean);
    }

    private static async Task<Results<Ok<DeadLetterListResponse>, ProblemHttpResult>> ListAsync(IDeadLetters dead, string? limit, CancellationToken ct)
    {
        var fields = new QueryFields();
        var size = fields.Integer("limit", limit, 50, 1, MaxLimit);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var letters = await dead.ListAsync(size, ct);
        var total = await dead.CountAsync(ct);
        return TypedResults.Ok(new DeadLetterListResponse([.. letters.Select(x => x.ToResponse())], Math.Max(total, letters.Count)));
    }

    private static async Task<Results<Accepted<RetryResponse>, ProblemHttpResult>> RetryAsync(
        string id, DeadLetterRetry retry, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        if (await retry.RetryAsync(id, ct) is not var (at, jobId)) return Unknown();
        log.DeadLetterRetried(id);
        return TypedResults.Accepted(jobId is null ? null : JobLocation.Of(jobId, at), new RetryResponse(jobId, true, "Event queued to be tried again"));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(
        string id, IDeadLetters dead, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        if (!await dead.DiscardAsync(id, ct)) return Unknown();
        log.DeadLetterDiscarded(id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CleanResponse>, ProblemHttpResult>> CleanAsync(
        IDeadLetters dead, TimeProvider time, string? olderThanHours, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        var fields = new QueryFields();
        var hours = fields.Integer("olderThanHours", olderThanHours, DefaultHours, 0, MaxHours);
        if (fields.Errors.Any) return Problems.Invalid(fields.Errors);
        var removed = await dead.CleanAsync(time.GetUtcNow().AddHours(-hours), ct);
        log.DeadLettersCleaned(removed, hours);
        return TypedResults.Ok(new CleanResponse(removed));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No dead letter has this id (any more).");
}
