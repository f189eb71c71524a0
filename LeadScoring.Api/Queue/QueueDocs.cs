using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Queue;

namespace LeadScoring.Api.Queue;

internal static class QueueDocs
{
    private const string LeadId = "019c1f2e5a7b7c41a0f3d2b4c6e8a901";

    public static OperationDoc Stats => new OperationDoc("queueStats", "The queue right now", """
        `waiting` + `active` + `delayed` = 0 means that every event accepted so far is readable in its lead.
        """)
        .Answer(200, "Events, in total and by lane and partition.", new QueueStatsResponse(12, 3, 101_590, 1, 0, 101_606, 840.5, 35, [new PartitionResponse("live", 0, 12, 3, 0, 1, 35)]))
        .Unavailable("The event queue does not answer.");

    public static OperationDoc Job => new OperationDoc("getJob", "What became of a submitted event", """
        Committed and failed events can be looked up for ever by their eventId. One that still waits is found through the `Location` of its
        202, which says where to look; without it, 404 until then.
        """)
        .Path("jobId", "The eventId.", "evt_7")
        .Query("lane", "From the Location.", Schemas.Choice(["live", "bulk"]), "live")
        .Query("partition", "From the Location.", Schemas.Integer(0, JobLocation.MaxPartition), "3")
        .Query("entry", "From the Location.", null, "1769850000123-0")
        .Answer(200, "The job.", QueueMapping.Completed("evt_7", 1, new JobResultResponse(LeadId, 105, 155, 50, false, false, false)))
        .Invalid("entry", "Must be a stream id as in the Location of the 202: ms-seq.")
        .NotFound("jobId", "No such job, or it still waits: look it up through the Location that the 202 gave.").Unavailable();
}
