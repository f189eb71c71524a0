using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Jobs;

internal static class LeadJobs
{
    /// <summary>The id of the last lead that is done with, empty at the beginning; null when there is no such job.</summary>
    public static async Task<string?> CursorAsync(MongoData data, long jobId, CancellationToken ct) =>
        (await data.Jobs.Find(Bson.Id(jobId)).Project<MongoDB.Bson.BsonDocument>(Bson.Only("cursor")).FirstOrDefaultAsync(ct))?.Text("cursor");
}

/// <summary>
/// The jobs that gave a lead another score, in the lead's document and in the same write: so a chunk that is repeated after a crash
/// still knows which leads were changed, and so does a job to whose rules a commit brought the lead first.
/// </summary>
internal static class LeadMarks
{
    /// <summary>Few jobs are open at a time, and marks of those that are over are not read any more.</summary>
    private const int Kept = 8;

    /// <summary>The lead's marks with another one; null when there is nothing to mark.</summary>
    public static BsonArray? With(MongoLead lead, long jobId, bool changed)
    {
        if (!changed) return null;
        var marks = lead.Document.TryGetValue("rescored", out var known) && known is BsonArray array ? array : [];
        return [.. marks.Where(mark => mark != jobId).TakeLast(Kept - 1), jobId];
    }

    /// <summary>How many leads after one id, up to another (null: to the end), have another score by the job.</summary>
    public static Task<long> ChangedAsync(MongoData data, long jobId, string after, string? last, CancellationToken ct)
    {
        var range = new BsonDocument("$gt", after);
        if (last is not null) range.Add("$lte", last);
        return data.Leads.CountDocumentsAsync(new BsonDocument { { "_id", range }, { "rescored", jobId } }, cancellationToken: ct);
    }
}
