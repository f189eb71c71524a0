using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Jobs;

namespace LeadScoring.Api.Replay;

internal static class ReplayDocs
{
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly ReplayResponse Running = new(7, "running", 5000, 1200, 0, At, null);
    private static readonly DifferenceResponse Difference = new(LeadId, "score", "150", "155");

    public static OperationDoc Start => new OperationDoc("startReplay", "Fold every lead anew", """
        In the background, giving way to live events. What does not follow from the events is mended and reported; nothing is expected.
        While a replay is under way, that one is the answer.
        """)
        .Answer(202, "Started, or under way already.", Running with { State = "pending", Done = 0 }, ("Location", "The replay's address.", "/api/replay/7"))
        .Unavailable();

    public static OperationDoc List => new OperationDoc("listReplays", "Replays, newest first", "The newest 50.")
        .Answer(200, "The replays.", new[] { Running }).Unavailable();

    public static OperationDoc Get => new OperationDoc("getReplay", "One replay, its progress and what it found", "Counted in leads.")
        .Path("id", "The replay's id.", 7)
        .Answer(200, "The replay.", new ReplayDetailResponse(Running with { Differences = 1 }, [Difference]))
        .NotFound("id", "No such replay.").Unavailable();

    public static OperationDoc Cancel => new OperationDoc("cancelReplay", "Cancel a replay", "What it has mended stays mended.")
        .Path("id", "The replay's id.", 7)
        .Answer(200, "Cancelled.", Running with { State = "cancelled", CompletedAt = At.AddSeconds(2) })
        .NotFound("id", "No such replay.")
        .Problem(409, "It has ended.", CommonProblems.Example(409, "Not possible now.", "It is completed already.", "id", "It is completed already."))
        .Unavailable();

    public static OperationDoc Recalculate => new OperationDoc("recalculateLead", "Fold one lead anew", """
        From its first event on. What does not follow from the events is mended and reported; nothing is expected.
        """)
        .Path("id", "The lead's id.", LeadId)
        .Answer(200, "Folded.", new RecalculationResponse(LeadId, 9, 155, 155, 0, []))
        .NotFound("id", "No lead has this id.").Unavailable();
}
