using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Rules;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Jobs;

/// <summary>Not below /api/rules: any event type may be a name there.</summary>
internal static class RescoreEndpoints
{
    private const int Newest = 50;

    public static void MapRescores(this IEndpointRouteBuilder app)
    {
        var rescores = app.MapGroup("/api/rescores").WithTags("Rules");
        rescores.MapGet("", ListAsync).WithName("listRescores");
        rescores.MapGet("/{id:long}", GetAsync).WithName("getRescore").Refuses(404);
        rescores.MapPost("/{id:long}/cancel", CancelAsync).WithName("cancelRescore").Refuses(404, 409)
            .AnswersWithHeader(200, "ETag", "The number of the rule's current version.", "\"3\"");
    }

    /// <summary>Background rescores, newest first</summary>
    /// <remarks>The newest 50.</remarks>
    /// <response code="200">The rescores.</response>
    internal static async Task<Ok<RescoreResponse[]>> ListAsync(IJobStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Rescore, Newest, ct)).Select(x => x.ToRescoreResponse()).ToArray());

    /// <summary>One rescore and its progress</summary>
    /// <remarks>Counted in leads.</remarks>
    /// <param name="id" example="3">The rescore's id.</param>
    /// <response code="200">The rescore.</response>
    /// <response code="404">No such rescore.</response>
    internal static async Task<Results<Ok<RescoreResponse>, ProblemHttpResult>> GetAsync(long id, IJobStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { Kind: JobKind.Rescore } job ? TypedResults.Ok(job.ToRescoreResponse()) : Unknown();

    /// <summary>Cancel a rescore, and take back what caused it</summary>
    /// <remarks>
    /// Half a rescore would leave leads at different rules. So the rule is rolled back to the version before, and another rescore repairs what
    /// was done already.
    /// </remarks>
    /// <param name="id" example="3">The rescore's id.</param>
    /// <response code="200">Cancelled.</response>
    /// <response code="404">No such rescore.</response>
    /// <response code="409">It has ended, the rule was published again since, or bounds caused it.</response>
    internal static async Task<Results<Ok<CancelledRescoreResponse>, ProblemHttpResult>> CancelAsync(
        long id, HttpResponse response, IJobStore store, IJobNotifier notifier, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Rescore }) return Unknown();
        var (job, rolledBack, refused) = await store.CancelAsync(id, ct);
        if (refused is not null) return Problems.Conflict("id", refused);
        var published = rolledBack is null ? null : await RuleEndpoints.AnnounceAsync(rolledBack, response, notifier, log, ct);
        return TypedResults.Ok(new CancelledRescoreResponse(job!.ToRescoreResponse(), published));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such rescore.");
}
