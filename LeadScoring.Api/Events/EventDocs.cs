using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Queue;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Queue;

namespace LeadScoring.Api.Events;

internal static class EventDocs
{
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    private const string Next = "ZTAxNzY5ODUwMDAwMTIzfGV2dF83";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly object One = new { eventId = "evt_7", eventType = "demo_request", email = "john@example.com", timestamp = At, metadata = new { page = "/pricing" } };

    private static readonly object Batch = new
    {
        events = new object[] { One, new { eventId = "evt_8", eventType = "page_view", email = "nobody@example.com" } },
    };

    private static readonly LedgerRowResponse Line = new(
        At, "evt_7", "demo_request", 50, 50, 105, 155, 1, At.AddMilliseconds(12), false, false, """{"page":"/pricing"}""");

    private static readonly RejectedEvent Rejected = new(1, "evt_8", "email: No lead has this e-mail address. Create the lead first.");

    public static OperationDoc Submit => new OperationDoc("submitEvent", "Submit an event", """
        Queued when the answer comes: on disk, and scored a moment later. With `Prefer: wait=N` (or `"sync": true`) the answer waits up to
        N seconds for the result. An `eventId` that was counted before changes nothing, and its result says `duplicate`.
        """)
        .Header("Prefer", "`wait=N`: wait up to N seconds, at most 30, for the result (RFC 7240).", "wait=5")
        .Body("The event. `leadId` or `email` says whose it is.", One)
        .Answer(200, "Scored within the time asked for (or failed for good: see `state`).", QueueMapping.Completed("evt_7", null, new JobResultResponse(LeadId, 105, 155, 50, false, false, false)),
            ("Preference-Applied", "The wait that was granted.", "wait=5"))
        .Answer(202, "Queued.", new EventAcceptedResponse("evt_7", true, "Event queued for processing"),
            ("Location", "Where the job can be looked up, also while it waits.", "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850000123-0"))
        .Invalid("eventType", "Must be 1 to 64 of a-z 0-9 _ . : -, beginning with a letter.")
        .NotFound("leadId", "No lead has this id. Create the lead first.").WrongBody("1 MB").QueueFull().Unavailable();

    public static OperationDoc SubmitBatch => new OperationDoc("submitEvents", "Submit up to 10,000 events", """
        The valid ones are queued, all of them before the answer comes; the others are rejected by index. Send a batch again as often as
        you like: an `eventId` counts once.
        """)
        .Body("At most 10,000 events and 10 MB.", Batch)
        .Answer(202, "At least one event was queued.", new BatchResponse(1, [Rejected], ["evt_7"]))
        .Problem(400, "No event is valid, or the body is not a batch.", CommonProblems.Example(
            400, "No event of the batch is valid.", "Nothing was queued; rejected says what is wrong with each event.", "events", "events[1]: " + Rejected.Error) with { Rejected = [Rejected] })
        .WrongBody("10 MB").QueueFull().Unavailable();

    public static OperationDoc Events => new OperationDoc("listEvents", "A lead's events, newest first", "Pages by cursor, so that events that arrive meanwhile move nothing.")
        .Page("Events per page.")
        .Answer(200, "A page of events.", new EventPageResponse([new EventResponse("evt_7", "demo_request", LeadId, At, """{"page":"/pricing"}""", At.AddMilliseconds(12), false)], Next))
        .Invalid("cursor", "Use the next of an earlier answer, or leave it out to start at the beginning.").NotFound("id", "No lead has this id.").Unavailable();

    public static OperationDoc History => new OperationDoc("listHistory", "A lead's ledger: where every point is from", """
        One line per event in the order of time, or against it. `change` is after the clamp to the bounds, so the changes sum to the lead's score.
        """)
        .Page("Lines per page.").Order()
        .Answer(200, "A page of the ledger.", new HistoryResponse([Line], Next))
        .Invalid("limit", "Must be a whole number from 1 to 1000.").NotFound("id", "No lead has this id.").Unavailable();

    public static OperationDoc Score => new OperationDoc("scoreAsOf", "A lead's score at a time, and what was known then", """
        `at`: the score over the events up to that time. `knownAt`: as it was believed to be then, so only of the events that had been
        committed, at the rules that had been published. The changes of all lines sum to the score.
        """)
        .Page("Lines per page.").Order()
        .Query("at", "A time of events.", null, "2026-01-05T08:30:00Z").Query("knownAt", "A time of processing.", null, "2026-01-05T09:00:00Z")
        .Answer(200, "The score, and a page of what makes it up.", new ScoreAsOfResponse(LeadId, At, At.AddMinutes(30), 155, 9, [Line], Next))
        .Invalid("at", "Must be an ISO 8601 time, such as 2026-11-22T09:30:00Z (a + in an offset is written %2B).").NotFound("id", "No lead has this id.").Unavailable();

    private static OperationDoc Order(this OperationDoc doc) => doc.Query(
        "order", "Which lines come first; they say the same in both orders. A cursor belongs to the order it was given for.",
        Schemas.Choice(LedgerOrders.Names, LedgerOrders.Default));

    private static OperationDoc Page(this OperationDoc doc, string limit) => doc
        .Path("id", "The lead's id.", LeadId)
        .Query("limit", limit, Schemas.Integer(1, LedgerEndpoints.MaxLimit, 100))
        .Query("cursor", "The `next` of the answer before; leave it out to start at the beginning.", null, Next);
}
