using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using MongoDB.Bson;

namespace LeadScoring.Core.Mongo;

/// <summary>What replays found, a document per lead, written before it is mended: so none is lost, and none counted twice.</summary>
internal static class ReplayDifferences
{
    public static BsonDocument Of(long jobId) => new("_id", new BsonDocument { { "$gt", Prefix(jobId) }, { "$lt", Keys.After(Prefix(jobId)) } });

    public static Task AddAsync(MongoData data, long jobId, string leadId, IEnumerable<FoldDifference> differences, CancellationToken ct) => data.InsertAsync(
        data.Differences,
        [
            new BsonDocument
            {
                { "_id", Prefix(jobId) + leadId },
                { "lead", leadId },
                { "found", new BsonArray(differences.Select(d => new BsonArray { d.What, d.Stored, d.Expected })) },
            },
        ],
        ct);

    public static IEnumerable<LeadDifference> Read(BsonDocument lead) =>
        lead["found"].AsBsonArray.Select(d => new LeadDifference(lead.Text("lead"), d[0].AsString, d[1].AsString, d[2].AsString));

    private static string Prefix(long jobId) => string.Create(CultureInfo.InvariantCulture, $"{jobId:d12}/");
}
