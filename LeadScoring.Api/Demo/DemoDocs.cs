using LeadScoring.Api.Http.OpenApi;

namespace LeadScoring.Api.Demo;

internal static class DemoDocs
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 16, 30, 0, TimeSpan.Zero);
    private static readonly DemoJson Streaming = new(true, false, true, true, 200, 3, At);

    public static OperationDoc State => new OperationDoc("getDemo", "Whether there is demo data", "200 made-up leads with what they did in the last 60 days, and made-up events about them.")
        .Answer(200, "What there is.", Streaming).Unavailable();

    public static OperationDoc Start => new OperationDoc("startDemo", "Load the demo data, and send made-up events", """
        Loads what is missing, in the background, then sends events about the demo leads until it is stopped or 8 hours have passed. Only in an
        empty system, or one that has demo leads already. Can be repeated: nothing is loaded twice.
        """)
        .Query("stream", "`false`: only load.", null, "false")
        .Query("eventsPerSecond", "Made-up events, on average.", Schemas.Integer(1, DemoEndpoints.MaxEventsPerSecond, 3))
        .Answer(202, "It begins.", new DemoJson(false, true, false, true, 0, null, null), ("Location", "Where the progress is told.", "/api/demo"))
        .Invalid("eventsPerSecond", "Must be a whole number from 1 to 20.")
        .Problem(409, "The system has leads of its own. Nothing was done.", CommonProblems.Example(409, "The system is in use.", "Demo data is only loaded into an empty system, and this one has leads of its own. Nothing was done."))
        .Unavailable();

    public static OperationDoc Stop => new OperationDoc("stopDemo", "Stop the made-up events", "Within about a second. The demo leads and what they did stay.")
        .Answer(200, "Stopped.", Streaming with { Streaming = false, EventsPerSecond = null, EndsAt = null }).Unavailable();
}
