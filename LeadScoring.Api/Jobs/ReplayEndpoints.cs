using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Jobs;

/// <summary>Folds stored events again: shows that scores follow from them, and repairs those that do not.</summary>
internal static class ReplayEndpoints
{
    private const int Newest = 50;
    private const int MaxDifferences = 100;

    public static void MapReplay(this IEndpointRouteBuilder app)
    {
        var replays = app.MapGroup("/api/replay").WithTags("Replay");
        replays.MapPost("", StartAsync).WithName("startReplay").AnswersWithHeader(202, "Location", "The replay's address.", "/api/replay/7");
        replays.MapGet("", ListAsync).WithName("listReplays");
        replays.MapGet("/{id:long}", GetAsync).WithName("getReplay").Refuses(404);
        replays.MapPost("/{id:long}/cancel", CancelAsync).WithName("cancelReplay").Refuses(404, 409);
        app.MapPost("/api/leads/{id}/recalculate", RecalculateAsync).WithTags("Replay").WithName("recalculateLead").Refuses(404);
    }

    /// <summary>Fold every lead anew</summary>
    /// <remarks>
    /// In the background, giving way to live events. What does not follow from the events is repaired and reported; nothing is expected.
    /// While a replay is under way, that one is the answer.
    /// </remarks>
    /// <response code="202">Started, or under way already.</response>
    internal static async Task<Accepted<ReplayResponse>> StartAsync(IJobStore store, IJobNotifier notifier, CancellationToken ct)
    {
        var job = await store.StartReplayAsync(ct);
        await notifier.NotifyAsync(ct);
        return TypedResults.Accepted($"/api/replay/{job.Id}", job.ToReplayResponse());
    }

    /// <summary>Replays, newest first</summary>
    /// <remarks>The newest 50.</remarks>
    /// <response code="200">The replays.</response>
    internal static async Task<Ok<ReplayResponse[]>> ListAsync(IJobStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.ListAsync(JobKind.Replay, Newest, ct)).Select(x => x.ToReplayResponse()).ToArray());

    /// <summary>One replay, its progress and what it found</summary>
    /// <remarks>Counted in leads.</remarks>
    /// <param name="id" example="7">The replay's id.</param>
    /// <response code="200">The replay.</response>
    /// <response code="404">No such replay.</response>
    internal static async Task<Results<Ok<ReplayDetailResponse>, ProblemHttpResult>> GetAsync(long id, IJobStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay } job) return Unknown();
        var differences = await store.DifferencesAsync(id, MaxDifferences, ct);
        return TypedResults.Ok(new ReplayDetailResponse(job.ToReplayResponse(), [.. differences.Select(x => x.ToResponse())]));
    }

    /// <summary>Cancel a replay</summary>
    /// <remarks>What it has repaired stays repaired.</remarks>
    /// <param name="id" example="7">The replay's id.</param>
    /// <response code="200">Cancelled.</response>
    /// <response code="404">No such replay.</response>
    /// <response code="409">It has ended.</response>
    internal static async Task<Results<Ok<ReplayResponse>, ProblemHttpResult>> CancelAsync(long id, IJobStore store, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { Kind: JobKind.Replay }) return Unknown();
        var (job, _, refused) = await store.CancelAsync(id, ct);
        return refused is null ? TypedResults.Ok(job!.ToReplayResponse()) : Problems.Conflict("id", refused);
    }

    /// <summary>Fold one lead anew</summary>
    /// <remarks>From its first event on. What does not follow from the events is repaired and reported; nothing is expected.</remarks>
    /// <param name="id" example="019c1f2e5a7b7c41a0f3d2b4c6e8a901">The lead's id.</param>
    /// <response code="200">Folded.</response>
    /// <response code="404">No lead has this id.</response>
    internal static async Task<Results<Ok<RecalculationResponse>, ProblemHttpResult>> RecalculateAsync(
        string id, IJobStore store, LeadAnnouncer announcer, CancellationToken ct)
    {
        if (await store.RecalculateAsync(id, ct) is not { } recalculated) return LeadEndpoints.Unknown("id");
        if (recalculated.Change is { } change) announcer.Rescored(change, recalculated.Positions);
        return TypedResults.Ok(recalculated.ToResponse());
    }

    private static ProblemHttpResult Unknown() => Problems.NotFound("id", "No such replay.");
}
