using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>
/// What a job did to a lead, in the lead's document and in the same write: so a chunk that is repeated after a crash still knows
/// which leads it had changed.
/// </summary>
internal static class LeadMarks
{
    public static BsonDocument Of(long jobId, bool changed) => new() { { "job", jobId }, { "changed", changed } };

    /// <summary>How many leads after one id, up to another (null: to the end), have another score by the job.</summary>
    public static Task<long> ChangedAsync(MongoData data, long jobId, string after, string? last, CancellationToken ct)
    {
        var range = new BsonDocument("$gt", after);
        if (last is not null) range.Add("$lte", last);
        return data.Leads.CountDocumentsAsync(new BsonDocument { { "_id", range }, { "rescored.job", jobId }, { "rescored.changed", true } }, cancellationToken: ct);
    }
}
