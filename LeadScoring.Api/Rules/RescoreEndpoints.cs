using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
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

    private static async Task<Ok<RescoreJson[]>> ListAsync(IRescoreStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Rescore, Newest, ct)).Select(RescoreJson.Of).ToArray());

    private static async Task<Results<Ok<RescoreJson>, ProblemHttpResult>> GetAsync(long id, IRescoreStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { Kind: JobKind.Rescore } job ? TypedResults.Ok(RescoreJson.Of(job)) : Unknown();

    private static async Task<Results<Ok<CancelledRescoreJson>, ProblemHttpResult>> CancelAsync(
        long id, HttpResponse response, IRescoreStore store, IRuleSignal signal, ILogger<RuleEndpoints> log, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Rescore }) return Unknown();
        var (job, rolledBack, refused) = await store.CancelAsync(id, ct);
        if (refused is not null) return Problems.Conflict("id", refused);
        var published = rolledBack is null ? null : await RuleEndpoints.AnnounceAsync(rolledBack, response, signal, log, ct);
        return TypedResults.Ok(new CancelledRescoreJson(RescoreJson.Of(job!), published));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such rescore.");
}
