using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// The commit that brought a lead to its version, kept in the lead's document: one write decides that its events count, and
/// what else it has to write (the results with the events, the blocks) can be repeated from here.
/// </summary>
/// <param name="Version">The version that it made.</param>
/// <param name="ProcessedAtMs">Unix ms.</param>
/// <param name="Results">By eventId.</param>
/// <param name="Generation">Of the blocks.</param>
/// <param name="Blocks">Those that it changed, with their level.</param>
internal sealed record LastCommit(
    long Version, long ProcessedAtMs, IReadOnlyDictionary<string, CommitResultOf> Results, long Generation, IReadOnlyList<(int Level, ScoreBlock Block)> Blocks)
{
    public static LastCommit None { get; } = new(0, 0, new Dictionary<string, CommitResultOf>(), 0, []);

    public static LastCommit Of(BsonDocument lead)
    {
        if (!lead.TryGetValue("commit", out var value)) return None;
        var document = value.AsBsonDocument;
        var results = document["events"].AsBsonArray.Select(e => e.AsBsonArray)
            .ToDictionary(e => e[0].AsString, e => new CommitResultOf(e[1].ToInt64(), e[2].ToInt64(), e[3].ToInt64(), e[4].AsBoolean), StringComparer.Ordinal);
        var blocks = document["blocks"].AsBsonArray.Select(b => b.AsBsonArray).Select(b => (
            b[0].ToInt32(),
            new ScoreBlock(new(b[1].ToInt64(), b[2].AsString), b[3].ToInt32(), new(b[4].ToInt64(), b[5].ToInt64(), b[6].ToInt64()))));
        return new(document.Int64("version"), document.Int64("at"), results, document.Int64("generation"), [.. blocks]);
    }

    public BsonDocument ToDocument() => new()
    {
        { "version", Version },
        { "at", ProcessedAtMs },
        { "events", new BsonArray(Results.Select(r => new BsonArray { r.Key, r.Value.TimestampMs, r.Value.Before, r.Value.After, r.Value.Late })) },
        { "generation", Generation },
        {
            "blocks", new BsonArray(Blocks.Select(b => new BsonArray
            {
                b.Level, b.Block.First.TimestampMs, b.Block.First.EventId, b.Block.Children, b.Block.Step.Add, b.Block.Step.Lo, b.Block.Step.Hi,
            }))
        },
    };
}
