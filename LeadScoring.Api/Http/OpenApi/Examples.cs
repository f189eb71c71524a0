using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LeadScoring.Contracts.Events;
using LeadScoring.Contracts.Imports;
using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Queue;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>The examples of the document: one for each contract, and others for operations where that one would mislead.</summary>
internal static class Examples
{
    public const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";
    public const string ImportId = "019c1f2e5a7b7c41a0f3d2b4c6e8a9ff";
    private const string WrongResumeId = "Must be the id of an event of this stream, such as 1769850000123-0; leave it out to follow from now on.";
    private const string Next = "ZTAxNzY5ODUwMDAwMTIzfGV2dF83";
    private const string QueuedEvent = $$"""{"eventId":"evt_7","eventType":"demo_request","leadId":"{{LeadId}}","timestamp":1769850000000,"receivedAt":1769850000123,"submission":42}""";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new TimeConverter() } };
    private static readonly JsonSerializerOptions Sent = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);

    private static readonly LeadResponse Lead = new(
        LeadId, "John Doe", "john@example.com", "Acme", "qualified", 155, 12, 9, At, At.AddDays(-3), At.AddDays(-2), """{"source":"fair"}""");

    private static readonly LeadResponse NewLead = Lead with { Status = "new", CurrentScore = 0, Rank = 40, EventCount = 0, LastEventAt = null, UpdatedAt = Lead.CreatedAt };
    private static readonly RuleResponse FirstRule = new("page_view", 5, true, "Page visited", 1, null, At.AddDays(-4), null);
    private static readonly RuleResponse SecondRule = FirstRule with { Points = 8, Version = 2, EffectiveFrom = At, PublishedAt = At };
    private static readonly RescoreResponse Rescore = new(3, "running", 5000, 1200, 310, "page_view version 2", At, null);
    private static readonly RescoreResponse Repair = new(4, "pending", 5000, 0, 0, "page_view rolled back to version 1", At.AddSeconds(2), null);
    private static readonly PublishedRuleResponse RolledBack = new(FirstRule with { Version = 3, PublishedAt = At.AddSeconds(2) }, Repair);
    private static readonly ReplayResponse Replay = new(7, "running", 5000, 1200, 0, At, null);
    private static readonly LedgerRowResponse LedgerRow = new(At, "evt_7", "demo_request", 50, 50, 105, 155, 1, At.AddMilliseconds(12), false, false, """{"page":"/pricing"}""");
    private static readonly EventResponse Event = new("evt_7", "demo_request", LeadId, At, """{"page":"/pricing"}""", At.AddMilliseconds(12), false);
    private static readonly DeadLetterResponse DeadLetter = new("live.3.1769850000456-0", "evt_7", LeadId, $"unknown lead {LeadId}", "unknown_lead", 1, "live", 3, At, QueuedEvent, null);
    private static readonly object EventToSend = new { eventId = "evt_7", eventType = "demo_request", email = "john@example.com", timestamp = At, metadata = new { page = "/pricing" } };
    private static readonly RejectedEvent RejectedEvent = new(1, "evt_8", "email: No lead has this e-mail address. Create the lead first.");
    private static readonly ImportErrorResponse RejectedRow = new(17, RejectedEvent.Error);

    private static readonly object[] All =
    [
        Lead, new LeadPageResponse([Lead], 1, false, 1, 1), new[] { Lead, NewLead },
        new LeadRequest("John Doe", "john@example.com", "Acme", "new", """{"source":"fair"}"""),
        new LeadStatusRequest([LeadId], "contacted"), new LeadStatusResponse([new(LeadId, "new")], [], []),
        new TrendResponse(LeadId, At.AddDays(-4), At.AddDays(1), 5, true, [new(At.AddDays(-1), 105, 1, 1), new(At, 155, 1, 0)], 0, 1000),
        new TrendListResponse(At.AddDays(-2), At, [new(LeadId, [5, 105, 155])]),
        new LeadReasonListResponse([new(LeadId, "Demo requested", At, "/pricing · Page visited 2×")]),
        new ContributionsResponse(LeadId, 155, 4, new(0, 0), [new("purchase", 1, 0, 100, 100, At.AddDays(-1)), new("demo_request", 1, 0, 50, 50, At), new("page_view", 2, 1, 5, 5, At)], null),
        new TypeActivityListResponse(At.AddDays(-29).AddHours(-8.5), At, [new("page_view", true, 9310, 1204, 46_550, At.AddHours(-0.5)), new("demo_requested", false, 12, 9, 0, At.AddHours(-3.5))]),
        new ActivityResponse(
            "Europe/Berlin", new(2026, 1, 4), new(2026, 1, 5), 14, [new("page_view", true, 12, 60, [7, 5]), new("demo_request", true, 2, 100, [0, 2])], null,
            [.. Enumerable.Range(0, 7).Select(day => (IReadOnlyList<long>)[.. Enumerable.Range(0, 24).Select(hour => day is 0 or 6 && hour == 9 ? 7L : 0)])],
            [new("1 minute", 12), new("1 hour", 1), new("1 day", 1), new("7 days", 0), new("30 days", 0), new("longer", 0)]),
        new LeadInsightsResponse(5000, 4200, 1310, 612, 188, [new(0, 49, 3900), new(50, 99, 250), new(100, 149, 50)], [new("Acme", 7, 12, 155, LeadId, "John Doe")], At),
        new ConversionResponse("ready", At, At.AddDays(-30), 4100, 61, [new(0, 99, 3800, 12), new(100, 199, 300, 49)]),
        SecondRule, new RuleDetailResponse(SecondRule, [SecondRule, FirstRule]), new PublishedRuleResponse(SecondRule, Rescore),
        new RuleRequest(8, true, "Page visited", "all"), new RollbackRequest(1), new PreviewRequest("page_view", 8, AppliesTo: "all", Thresholds: [100, 500]),
        new PreviewResponse(5000, 3120, 9360, [new(100, 42, 0), new(500, 7, 0)], [new(LeadId, "John Doe", 155, 200, 45)], 49,
            [new(0, 49, 1840, 1790), new(50, 99, 2110, 2118), new(100, 149, 800, 801), new(150, 199, 250, 290), new(200, 249, 0, 1)]),
        Rescore, new CancelledRescoreResponse(Rescore with { State = "cancelled", CompletedAt = At.AddSeconds(2) }, RolledBack),
        Replay, new ReplayDetailResponse(Replay with { Differences = 1 }, [new(LeadId, "score", "150", "155")]), new RecalculationResponse(LeadId, 9, 155, 155, 0, []),
        new QueueStatsResponse(12, 3, 101_590, 1, 0, 101_606, 840.5, 35, [new("live", 0, 12, 3, 0, 1, 35)]),
        new JobResponse("evt_7", "completed", 1, null, new(LeadId, 105, 155, 50, false, false, false)),
        new QueueHistoryResponse(5, new(9, 33, 47), [new(At, 12, 60, 58, new(7, 33, 47)), new(At.AddSeconds(5), 0, 55, 67, null)]),
        new QueueWorkersResponse([new("worker-1", true, At, 12.4, 8)], [new(0, "worker-1", 4210)]),
        DeadLetter, new DeadLetterListResponse([DeadLetter], 1, null),
        new DeadLetterGroupsResponse([new("unknown_lead", DeadLetter.Reason, 214, At.AddHours(-3), At)], 214, 214),
        new DeadLetterSelectionRequest(Cause: "unknown_lead"),
        new RetryManyResponse(1, [], [new(DeadLetter.Id, "evt_7", "/api/queue/job/evt_7?lane=live&partition=3&entry=1769850009000-0")], null, 0),
        new DiscardManyResponse(214, null, 0),
        new RetryResponse("evt_7", true, "Event queued to be tried again"), new CleanResponse(3),
        new EventAcceptedResponse("evt_7", true, "Event queued for processing"), new BatchResponse(1, [RejectedEvent], ["evt_7"]),
        new EventPageResponse([Event], Next), new HistoryResponse([LedgerRow], Next), new ScoreAsOfResponse(LeadId, At, At.AddMinutes(30), 155, 9, [LedgerRow], Next),
        new ImportResponse(
            ImportId, "events", "events.csv", "csv", "utf-8", ",",
            [new("Event Type", "eventType"), new("E-mail", "email"), new("Occurred At", "timestamp"), new("Page", "metadata.*")], [new("eventId", 999_999), new("timestamp", 12)],
            "processing", null, false, 61_203_456, 61_203_711, 1_000_000, 999_999, 400_000, 599_990, 0, 0, 0, 0, 1, 0,
            At, At.AddSeconds(41), At.AddSeconds(41), [RejectedRow]),
        new EventUploadResponse(ImportId, 999_999, 0, 0, 0, 1, 0, [RejectedRow]),
        new LeadUploadResponse(ImportId, 4999, 0, 1, [new(17, "email: Must be an e-mail address such as jane@example.com.")]),
        new InspectionResponse(
            "events", "csv", "windows-1252", ";", 1,
            [new("Event Type", "eventType", "sure", ["page_view", "purchase"]), new("E-mail", "email", "sure", ["john@example.com"]), new("Occurred At", "timestamp", "sure", ["2026-01-05 08:30"])],
            120, true, 0, 2, 1, [new("page_view", 118), new("purchase", 2)], [], ["2 rows are about leads that do not exist: they would be rejected, unless createLeads is true and they have an e-mail address."],
            [new(2, null, [new("page_view", null, null), new("john@example.com", null, null), new("2026-01-05 08:30", "2026-01-05T08:30:00.000Z", null)])]),
    ];

    private static readonly Dictionary<Type, JsonNode?> ByType = All.ToDictionary(example => example.GetType(), Node);

    /// <summary>Of what an operation answers (with a status), where it is not the example of its type.</summary>
    private static readonly Dictionary<string, object> ByOperation = new(StringComparer.Ordinal)
    {
        ["createLead"] = NewLead,
        ["publishRule 201"] = new PublishedRuleResponse(FirstRule, Rescore),
        ["rollbackRule"] = RolledBack,
        ["cancelReplay"] = Replay with { State = "cancelled", CompletedAt = At.AddSeconds(2) },
        ["exportLeads"] = $$"""
            Name,Email,Company,Score,Status,Created,Lead ID,Rank,Events,Last Event,Updated,Metadata
            John Doe,john@example.com,"Acme, Inc.",155,qualified,2026-01-02T08:30:00.000Z,{{LeadId}},12,9,2026-01-05T08:30:00.000Z,2026-01-03T08:30:00.000Z,"{""source"":""fair""}"

            """,
        ["exportEvents"] = """
            Event ID,Event Type,Timestamp,Processed,Metadata,Points,Change,Previous Score,Score,Rule Version,Late,Unscored,Email
            evt_7,demo_request,2026-01-05T08:30:00.000Z,2026-01-05T08:30:00.012Z,"{""page"":""/pricing""}",50,50,105,155,1,false,false,john@example.com

            """,
        ["getRejects"] = "Row,Reason,Original\r\n17,email: No lead has this e-mail address. Create the lead first.,\"page_view,nobody@example.com\"\r\n",
        ["followScores"] = $$"""
            retry: 2000
            id: 1769850000100-0

            id: 1769850000123-0
            event: score
            data: {"kind":"score","leadId":"{{LeadId}}","previousScore":105,"score":155,"change":50,"eventType":"demo_request","eventId":"evt_7","timestamp":"2026-01-05T08:30:00.000Z","processedAt":"2026-01-05T08:30:00.012Z","version":10}

            : heartbeat
            id: 1769850000123-0


            """,
    };

    private static readonly Dictionary<Type, object> Bodies = new()
    {
        [typeof(EventRequest)] = EventToSend,
        [typeof(BatchRequest)] = new { events = new[] { EventToSend, new { eventId = "evt_8", eventType = "page_view", email = "nobody@example.com" } } },
    };

    private static readonly ProblemResponse EmailTaken = Problem(
        409, "The e-mail address is taken.", "Another lead has this e-mail address; see existingLeadId.", "email", "Another lead has this address. Use that lead, or another address.") with
    { ExistingLeadId = LeadId };

    private static readonly ProblemResponse NoValidRow = Problem(
        400, "No row of the file is valid.", "Row 2: " + RejectedRow.Error, "file", "Row 2: " + RejectedRow.Error) with { ImportId = ImportId };

    private static readonly Dictionary<(string, int), ProblemResponse> Problems = new()
    {
        [("createLead", 409)] = EmailTaken,
        [("replaceLead", 409)] = EmailTaken,
        [("cancelRescore", 409)] = Problem(409, "Not possible now.", "It is completed already.", "id", "It is completed already."),
        [("cancelReplay", 409)] = Problem(409, "Not possible now.", "It is completed already.", "id", "It is completed already."),
        [("submitEvent", 400)] = Problem(400, "The request is not valid.", $"eventType: {EventTypeAttribute.Wrong}", "eventType", EventTypeAttribute.Wrong),
        [("submitEvents", 400)] = Problem(
            400, "No event of the batch is valid.", "Nothing was queued; rejected says what is wrong with each event.", "events", "events[1]: " + RejectedEvent.Error) with { Rejected = [RejectedEvent] },
        [("submitEvent", 404)] = Problem(404, "Not found.", "No lead has this id. Create the lead first.", "leadId", "No lead has this id. Create the lead first."),
        [("followScores", 400)] = Problem(400, "The request is not valid.", $"Last-Event-ID: {WrongResumeId}", "Last-Event-ID", WrongResumeId),
        [("followScores", 404)] = Problem(404, "Not found.", "No lead has this id.", "leadId", "No lead has this id."),
        [("followScores", 503)] = Problem(503, "Temporarily unavailable.", "All places on the stream are taken. Try again later, or share one connection."),
        [("uploadEvents", 400)] = NoValidRow,
        [("uploadLeads", 400)] = NoValidRow,
        [("uploadEvents", 415)] = Problem(415, "Unsupported content.", "Send multipart/form-data with the file as its part \"file\", for example curl -F \"file=@events.csv\"."),
        [("uploadLeads", 415)] = Problem(415, "Unsupported content.", "Send multipart/form-data with the file as its part \"file\", for example curl -F \"file=@leads.csv\"."),
        [("uploadEvents", 429)] = Problem(429, "Too many events wait.", "The rest of the file was not read. Send it again later: what had arrived counts once.") with { ImportId = ImportId },
    };

    public static JsonNode? Of(string? operationId, int status, Type? type) =>
        ByOperation.TryGetValue($"{operationId} {status}", out var own) || ByOperation.TryGetValue(operationId ?? "", out own) ? Node(own) : OfType(type);

    public static JsonNode? OfType(Type? type)
    {
        if (type is null) return null;
        if (Bodies.TryGetValue(type, out var body)) return Node(body);
        if (ByType.TryGetValue(type, out var example)) return example?.DeepClone();
        return type.IsArray && OfType(type.GetElementType()) is { } element ? new JsonArray(element) : null;
    }

    public static JsonNode? OfProblem(string? operationId, int status) => Problems.TryGetValue((operationId ?? "", status), out var problem) ? Node(problem) : null;

    /// <summary>In what clients send, null is as good as left out.</summary>
    public static JsonNode? Node(object example) =>
        JsonSerializer.SerializeToNode(example, example.GetType().Name.EndsWith("Request", StringComparison.Ordinal) ? Sent : Json);

    public static ProblemResponse Problem(int status, string title, string? detail, string? field = null, string? message = null) => new(
        $"https://tools.ietf.org/html/rfc9110#section-15.{(status >= 500 ? 6 : 5)}", title, status, detail,
        Errors: field is null ? null : new Dictionary<string, string[]> { [field] = [message!] });
}
