using LeadScoring.Core.Scoring;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

internal static class BlockDocuments
{
    /// <summary>
    /// Writes the block unless a later commit has written it already: then the filter finds nothing, and inserting it finds that
    /// it is there.
    /// </summary>
    public static UpdateOneModel<BsonDocument> Upsert(string leadId, long generation, long version, int level, ScoreBlock block) => new(
        new BsonDocument
        {
            { "_id", Keys.Block(leadId, generation, level, block.First) },
            { "l", leadId },
            { "v", new BsonDocument("$lt", version) },
        },
        Bson.Set(new BsonDocument("v", version).AddRange(Fields(block))))
    {
        IsUpsert = true,
    };

    public static BsonDocument New(string leadId, long generation, long version, int level, ScoreBlock block) =>
        new BsonDocument { { "_id", Keys.Block(leadId, generation, level, block.First) }, { "l", leadId }, { "v", version } }.AddRange(Fields(block));

    /// <summary>Of one generation; no other one may be touched, since somebody may be about to switch to it.</summary>
    public static Task RemoveAsync(MongoData data, string leadId, long generation, CancellationToken ct)
    {
        var prefix = Keys.Blocks(leadId, generation);
        var range = new BsonDocument { { "$gt", prefix }, { "$lt", Keys.After(prefix) } };
        return data.DeleteAsync(data.Blocks, new BsonDocument { { "l", leadId }, { "_id", range } }, ct);
    }

    private static BsonDocument Fields(ScoreBlock block) => new()
    {
        { "children", block.Children },
        { "add", block.Step.Add },
        { "lo", block.Step.Lo },
        { "hi", block.Step.Hi },
    };
}
