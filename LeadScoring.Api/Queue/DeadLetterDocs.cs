using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Queue;

namespace LeadScoring.Api.Queue;

internal static class DeadLetterDocs
{
    private const string Id = "live.3.1769850000456-0";
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    private const string NoLetter = "No dead letter has this id (any more).";
    private const string NoQueue = "The event queue does not answer.";
    private const string Event = $$"""{"eventId":"evt_7","eventType":"demo_request","leadId":"{{LeadId}}","timestamp":1769850000000,"receivedAt":1769850000123,"submission":42}""";
    private static readonly DateTimeOffset At = new(2026, 1, 31, 9, 0, 0, 456, TimeSpan.Zero);

    public static OperationDoc List => new OperationDoc("listDeadLetters", "Events that were given up, the newest first", """
        An event ends here when its lead does not exist, when it cannot be read, or when five attempts failed. It stays until it is retried,
        discarded or cleaned away.
        """)
        .Query("limit", "How many.", Schemas.Integer(1, DeadLetterEndpoints.MaxLimit, 50))
        .Answer(200, "Dead letters.", new DeadLetterListResponse([new DeadLetterResponse(Id, "evt_7", LeadId, $"unknown lead {LeadId}", 1, "live", 3, At, Event, null)], 1))
        .Invalid("limit", "Must be a whole number from 1 to 200.").Unavailable(NoQueue);

    public static OperationDoc Retry => new OperationDoc("retryDeadLetter", "Try a dead letter again", """
        It goes to the end of its lane, as a first attempt, and its job waits again. An event counts once, however often it is retried.
        """)
        .Path("id", "The dead letter's id.", Id)
        .Answer(202, "It waits.", new RetryResponse("evt_7", true, "Event queued to be tried again"), ("Location", "The job; left out when the event cannot be read.", "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850009000-0"))
        .NotFound("id", NoLetter).Unavailable();

    public static OperationDoc Discard => new OperationDoc("discardDeadLetter", "Discard a dead letter", "Its job still says why it failed.")
        .Path("id", "The dead letter's id.", Id).Answer(204, "Discarded.").NotFound("id", NoLetter).Unavailable(NoQueue);

    public static OperationDoc Clean => new OperationDoc("cleanQueue", "Discard old dead letters", """
        All that arrived among the dead letters longer ago than that, by Redis's clock. Their jobs still say why they failed. Nothing that waits is touched.
        """)
        .Query("olderThanHours", "How old they are at least; 0 for all.", Schemas.Integer(0, DeadLetterEndpoints.MaxHours, DeadLetterEndpoints.DefaultHours))
        .Answer(200, "How many were discarded.", new CleanResponse(3))
        .Invalid("olderThanHours", "Must be a whole number from 0 to 8760.").Unavailable(NoQueue);
}
