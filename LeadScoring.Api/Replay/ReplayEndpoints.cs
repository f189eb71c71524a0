using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Replay;

/// <summary>Folding what was counted anew: a proof that nothing drifted, and the repair if something did.</summary>
internal static class ReplayEndpoints
{
    private const int Newest = 50;
    private const int MaxDifferences = 100;

    public static void MapReplay(this IEndpointRouteBuilder app)
    {
        var replays = app.MapGroup("/api/replay").WithTags("Replay");
        replays.MapPost("", StartAsync).WithDoc(ReplayDocs.Start);
        replays.MapGet("", ListAsync).WithDoc(ReplayDocs.List);
        replays.MapGet("/{id:long}", GetAsync).WithDoc(ReplayDocs.Get);
        replays.MapPost("/{id:long}/cancel", CancelAsync).WithDoc(ReplayDocs.Cancel);
        app.MapPost("/api/leads/{id}/recalculate", RecalculateAsync).WithTags("Replay").WithDoc(ReplayDocs.Recalculate);
    }

    private static async Task<Accepted<ReplayJson>> StartAsync(IRescoreStore store, IRuleSignal signal, CancellationToken ct)
    {
        var job = await store.StartReplayAsync(ct);
        await signal.AnnounceAsync(ct);
        return TypedResults.Accepted($"/api/replay/{job.Id}", ReplayJson.Of(job));
    }

    private static async Task<Ok<ReplayJson[]>> ListAsync(IRescoreStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Replay, Newest, ct)).Select(ReplayJson.Of).ToArray());

    private static async Task<Results<Ok<ReplayWithDifferencesJson>, ProblemHttpResult>> GetAsync(long id, IRescoreStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay } job) return Unknown();
        var differences = await store.DifferencesAsync(id, MaxDifferences, ct);
        return TypedResults.Ok(new ReplayWithDifferencesJson(ReplayJson.Of(job), [.. differences.Select(DifferenceJson.Of)]));
    }

    private static async Task<Results<Ok<ReplayJson>, ProblemHttpResult>> CancelAsync(long id, IRescoreStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay }) return Unknown();
        var (job, _, refused) = await store.CancelAsync(id, ct);
        return refused is null ? TypedResults.Ok(ReplayJson.Of(job!)) : Problems.Conflict("id", refused);
    }

    private static async Task<Results<Ok<RecalculationJson>, ProblemHttpResult>> RecalculateAsync(
        string id, IRescoreStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        if (await store.RecalculateAsync(id, ct) is not { } recalculated) return LeadEndpoints.Unknown("id");
        if (recalculated.Change is { } change) announcer.Rescored(change);
        return TypedResults.Ok(RecalculationJson.Of(recalculated));
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such replay.");
}
