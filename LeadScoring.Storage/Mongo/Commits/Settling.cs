using System.Collections.Concurrent;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// Writes what follows from commits that are decided: the results with their events, and the changed blocks. All of it can be
/// repeated, by anybody and at any time; it must be done before the lead's next commit, which forgets about this one.
/// </summary>
internal static class Settling
{
    /// <summary>Makes sure that the last commits of these leads are complete.</summary>
    public static async Task EnsureAsync(MongoData data, IEnumerable<MongoLead> leads, CancellationToken ct)
    {
        var open = leads.Where(lead => lead.Commit.Version > 0 && !data.Settled.Contains(lead)).ToList();
        if (open.Count == 0) return;
        await WriteAsync(data, open.Select(lead => (lead.Id, lead.Commit)), ct);
        foreach (var lead in open) data.Settled.Add(lead.Id, lead.Stamp);
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
/// States of leads whose last commit is known to have written everything. Mostly a worker's own, since it keeps its partitions;
/// of others it makes sure. Bounded.
/// </summary>
internal sealed class SettledLeads
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
