using LeadScoring.Api.Http.OpenApi;

namespace LeadScoring.Api.ScoreStream;

internal static class StreamDocs
{
    private const string Sample = """
        retry: 2000
        id: 1769850000100-0

        id: 1769850000123-0
        event: score
        data: {"kind":"score","leadId":"019c1f2e5a7b7c41a0f3d2b4c6e8a901","previousScore":105,"score":155,"change":50,"eventType":"demo_request","eventId":"evt_7","timestamp":"2026-01-05T08:30:00.000Z","processedAt":"2026-01-05T08:30:00.012Z","version":10}

        : heartbeat
        id: 1769850000123-0


        """;

    public static OperationDoc Follow => new OperationDoc("followScores", "Follow score changes as server-sent events", """
        Events are named by their kind: `score`, `lead` (created or replaced), `deleted`, `rescored`; their data is a change as below. A change
        may come twice: ignore a `version` that is not newer than the one you know for the lead. A client that was cut off sends the last id it
        saw and gets what it missed. `reset` means that some of it is no longer kept: read the API again and go on listening. A quiet
        stream says that it is alive every 15 s; a client that takes nothing for 10 s is dropped. The answer never ends, so try it with `curl -N`.
        """)
        .Header("Last-Event-ID", "Resume after this event, for example `1769850000123-0`. Browsers send it by themselves.")
        .Query("lastEventId", "The same, for clients that cannot set the header.", null, "1769850000123-0")
        .Query("leadId", "Only changes of these leads, at most 100.", Schemas.Texts(StreamEndpoints.MaxLeadIds), "019c1f2e5a7b7c41a0f3d2b4c6e8a901")
        .TextAnswer(200, "text/event-stream", "Changes as they happen, until the client leaves.", Sample)
        .Invalid("Last-Event-ID", "Must be the id of an event of this stream, such as 1769850000123-0; leave it out to follow from now on.")
        .NotFound("leadId", "No lead has this id.")
        .Unavailable("All places on the stream are taken. Try again later, or share one connection.");
}
