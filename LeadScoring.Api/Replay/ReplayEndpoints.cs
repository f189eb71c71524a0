using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Jobs;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
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

    private static async Task<Accepted<ReplayResponse>> StartAsync(IJobStore store, IRuleChangeNotifier signal, CancellationToken ct)
    {
        var job = await store.StartReplayAsync(ct);
        await signal.AnnounceAsync(ct);
        return TypedResults.Accepted($"/api/replay/{job.Id}", job.ToReplayResponse());
    }

    private static async Task<Ok<ReplayResponse[]>> ListAsync(IJobStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Replay, Newest, ct)).Select(x => x.ToReplayResponse()).ToArray());

    private static async Task<Results<Ok<ReplayDetailResponse>, ProblemHttpResult>> GetAsync(long id, IJobStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay } job) return Unknown();
        var differences = await store.DifferencesAsync(id, MaxDifferences, ct);
        return TypedResults.Ok(new ReplayDetailResponse(job.ToReplayResponse(), [.. differences.Select(x => x.ToResponse())]));
    }

    private static async Task<Results<Ok<ReplayResponse>, ProblemHttpResult>> CancelAsync(long id, IJobStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay }) return Unknown();
        var (job, _, refused) = await store.CancelAsync(id, ct);
        return refused is null ? TypedResults.Ok(job!.ToReplayResponse()) : Problems.Conflict("id", refused);
    }

    private static async Task<Results<Ok<RecalculationResponse>, ProblemHttpResult>> RecalculateAsync(
        string id, IJobStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        if (await store.RecalculateAsync(id, ct) is not { } recalculated) return LeadEndpoints.Unknown("id");
        if (recalculated.Change is { } change) announcer.Rescored(change);
        return TypedResults.Ok(recalculated.ToResponse());
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such replay.");
}
