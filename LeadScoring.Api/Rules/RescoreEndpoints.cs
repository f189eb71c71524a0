using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Jobs;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Rules;

/// <summary>Not below /api/rules: any event type may be a name there.</summary>
internal static class RescoreEndpoints
{
    private const int Newest = 50;

    public static void MapRescores(this IEndpointRouteBuilder app)
    {
        var rescores = app.MapGroup("/api/rescores").WithTags("Rules");
        rescores.MapGet("", ListAsync).WithDoc(RescoreDocs.List);
        rescores.MapGet("/{id:long}", GetAsync).WithDoc(RescoreDocs.Get);
        rescores.MapPost("/{id:long}/cancel", CancelAsync).WithDoc(RescoreDocs.Cancel);
    }

    private static async Task<Ok<RescoreResponse[]>> ListAsync(IJobStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Rescore, Newest, ct)).Select(x => x.ToRescoreResponse()).ToArray());

    private static async Task<Results<Ok<RescoreResponse>, ProblemHttpResult>> GetAsync(long id, IJobStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { Kind: JobKind.Rescore } job ? TypedResults.Ok(job.ToRescoreResponse()) : Unknown();

    private static async Task<Results<Ok<CancelledRescoreResponse>, ProblemHttpResult>> CancelAsync(
        long id, HttpResponse response, IJobStore store, IRuleChangeNotifier signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Rescore }) return Unknown();
        var (job, rolledBack, refused) = await store.CancelAsync(id, ct);
        if (refused is not null) return Problems.Conflict("id", refused);
        var published = rolledBack is null ? null : await RuleEndpoints.AnnounceAsync(rolledBack, response, signal, log, ct);
        return TypedResults.Ok(new CancelledRescoreResponse(job!.ToRescoreResponse(), published));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such rescore.");
}
