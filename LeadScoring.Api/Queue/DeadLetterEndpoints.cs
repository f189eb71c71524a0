using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Queue;

internal sealed class DeadLetterEndpoints
{
    private const int DefaultHours = 24;
    private const string JobAddress = "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850009000-0";

    public static void Map(RouteGroupBuilder queue)
    {
        queue.MapGet("/dead-letters", ListAsync).WithName("listDeadLetters");
        queue.MapGet("/dead-letters/groups", GroupsAsync).WithName("deadLetterGroups");
        queue.MapGet("/dead-letters/{id}", GetAsync).WithName("getDeadLetter").Refuses(404);
        queue.MapPost("/dead-letters/retry", RetryManyAsync).WithName("retryDeadLetters");
        queue.MapPost("/dead-letters/discard", DiscardManyAsync).WithName("discardDeadLetters");
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
    /// <response code="200">Dead letters.</response>
    internal static async Task<Ok<DeadLetterListResponse>> ListAsync([AsParameters] DeadLetterQuery query, IDeadLetters dead, CancellationToken ct)
    {
        var page = await dead.PageAsync(EmptyAsNull(query.Cause), EmptyAsNull(query.Cursor), query.Limit ?? DeadLetterQuery.DefaultLimit, ct);
        var total = await dead.CountAsync(ct);
        return TypedResults.Ok(new DeadLetterListResponse([.. page.Letters.Select(x => x.ToResponse())], Math.Max(total, page.Letters.Count), page.Next));
    }

    /// <summary>Dead letters by cause</summary>
    /// <remarks>Reasons name what differs, such as the lead; a cause is what such reasons have in common. The newest 20,000 dead letters are counted.</remarks>
    /// <response code="200">The groups.</response>
    internal static async Task<Ok<DeadLetterGroupsResponse>> GroupsAsync(IDeadLetters dead, CancellationToken ct) =>
        TypedResults.Ok((await dead.CausesAsync(ct)).ToResponse());

    /// <summary>One dead letter</summary>
    /// <remarks>With the event as it waited.</remarks>
    /// <param name="id" example="live.3.1769850000456-0">The dead letter's id.</param>
    /// <response code="200">The dead letter.</response>
    /// <response code="404">No dead letter has this id (any more).</response>
    internal static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> GetAsync(string id, IDeadLetters dead, CancellationToken ct) =>
        await dead.FindAsync(id, ct) is { } letter ? TypedResults.Ok(letter.ToResponse()) : Unknown();

    /// <summary>Try several dead letters again</summary>
    /// <remarks>
    /// By their ids, or all with a cause: at most 1,000 in one request, and what takes longer than two seconds is left for the next one. With `next` as
    /// `cursor` it goes on, and ends, also when events fail again.
    /// </remarks>
    /// <param name="request">Which.</param>
    /// <response code="200">How many wait to be tried again.</response>
    internal static async Task<Ok<RetryManyResponse>> RetryManyAsync(
        DeadLetterSelectionRequest request, DeadLetterBulk bulk, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        var answer = await bulk.RetryAsync(request, ct);
        log.DeadLettersRetried(answer.Retried);
        return TypedResults.Ok(answer);
    }

    /// <summary>Discard several dead letters</summary>
    /// <remarks>For good: their events count 0 points. By their ids, or all with a cause, at most 1,000 in one request; with `next` as `cursor` it goes on.</remarks>
    /// <param name="request">Which.</param>
    /// <response code="200">How many were discarded.</response>
    internal static async Task<Ok<DiscardManyResponse>> DiscardManyAsync(
        DeadLetterSelectionRequest request, DeadLetterBulk bulk, ILogger<DeadLetterEndpoints> log, CancellationToken ct)
    {
        var answer = await bulk.DiscardAsync(request, ct);
        log.DeadLettersDiscarded(answer.Discarded);
        return TypedResults.Ok(answer);
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
        if (await dead.DiscardAsync([id], ct) == 0) return Unknown();
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

    private static string? EmptyAsNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No dead letter has this id (any more).");
}

/// <summary>Which dead letters to list.</summary>
public sealed record DeadLetterQuery : IValidatableObject
{
    internal const int DefaultLimit = 50;

    /// <summary>How many.</summary>
    [WholeNumber(1, 200), DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Only those with this cause. For example `unknown_lead`.</summary>
    public string? Cause { get; init; }

    /// <summary>The last answer's `next`. For example `live.3.1769850000456-0`.</summary>
    public string? Cursor { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Cause) && !DeadLetterCause.IsCause(Cause)) yield return new("Must be a cause of a group of dead letters.", ["cause"]);
        if (!string.IsNullOrEmpty(Cursor) && !DeadLetterCursor.IsCursor(Cursor)) yield return new(DeadLetterCursor.Wrong, ["cursor"]);
    }
}
