using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

internal static class LeadJobs
{
    /// <summary>The id of the last lead that is done with, empty at the beginning; null when there is no such job.</summary>
    public static async Task<string?> CursorAsync(MongoData data, long jobId, CancellationToken ct) =>
        (await data.Jobs.Find(Bson.Id(jobId)).Project<MongoDB.Bson.BsonDocument>(Bson.Only("cursor")).FirstOrDefaultAsync(ct))?.Text("cursor");
}
