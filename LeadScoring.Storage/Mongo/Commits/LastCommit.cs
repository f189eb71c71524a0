using System.Collections.Concurrent;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// The commit that brought a lead to its version, stored in the lead's document. That one write decides that its events count; the
/// follow-up writes (results into the events, changed blocks) can be repeated from it.
/// </summary>
/// <param name="Version">The lead's version after it.</param>
/// <param name="ProcessedAtMs">Unix ms.</param>
/// <param name="Results">By eventId.</param>
/// <param name="Generation">Of the blocks.</param>
/// <param name="Blocks">The blocks that it changed, with their level.</param>
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

/// <summary>
/// The follow-up writes of commits: results into their events, and changed blocks. Any process can repeat them at any time; they must
/// be done before the lead's next commit, which replaces <see cref="LastCommit"/>.
/// </summary>
internal static class FollowUpWrites
{
    /// <summary>Makes sure that the last commits of these leads are applied.</summary>
    public static async Task EnsureAsync(MongoData data, IEnumerable<MongoLead> leads, CancellationToken ct)
    {
        var open = leads.Where(lead => lead.Commit.Version > 0 && !data.Applied.Contains(lead)).ToList();
        if (open.Count == 0) return;
        await WriteAsync(data, open.Select(lead => (lead.Id, lead.Commit)), ct);
        foreach (var lead in open) data.Applied.Add(lead.Id, lead.Stamp);
    }

    public static async Task WriteAsync(MongoData data, IEnumerable<(string LeadId, LastCommit Commit)> commits, CancellationToken ct)
    {
        var (events, blocks) = (new List<WriteModel<BsonDocument>>(), new List<WriteModel<BsonDocument>>());
        foreach (var (lead, commit) in commits)
        {
            events.AddRange(commit.Results.Select(result => Result(lead, commit, result.Key, result.Value)));
            blocks.AddRange(commit.Blocks.Select(b => BlockDocuments.Upsert(lead, commit.Generation, commit.Version, b.Level, b.Block)));
        }

        if (blocks.Count > 0) await data.BulkAsync(data.Blocks, blocks, ct);
        if (events.Count > 0) await data.BulkAsync(data.Events, events, ct);
    }

    private static UpdateOneModel<BsonDocument> Result(string leadId, LastCommit commit, string eventId, CommitResultOf result) => new(
        new BsonDocument { { "l", leadId }, { "_id", Keys.Event(leadId, eventId) }, { "v", new BsonDocument("$exists", false) } },
        Bson.Set(new() { { "v", commit.Version }, { "k", commit.ProcessedAtMs }, { "b", result.Before }, { "a", result.After }, { "late", result.Late } }));
}

/// <summary>
/// A cache of leads whose last commit is known to be applied. Mostly this worker's own commits, since it keeps its partitions; those of
/// others are applied again to make sure. Bounded.
/// </summary>
internal sealed class AppliedCommits
{
    private const int MaxKnown = 200_000;

    private readonly ConcurrentDictionary<string, long> _stamps = new(StringComparer.Ordinal);

    public bool Contains(MongoLead lead) => _stamps.TryGetValue(lead.Id, out var stamp) && stamp == lead.Stamp;

    public void Add(string leadId, long stamp)
    {
        if (_stamps.Count >= MaxKnown) _stamps.Clear();
        _stamps[leadId] = stamp;
    }
}
