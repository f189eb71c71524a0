using System.Runtime.CompilerServices;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

internal sealed class MongoLeadStore(MongoData data, LeadTableUpdater table) : ILeadStore
{
    private const int ChunkSize = 500;

    private readonly CreateLeads _create = new(data, table);

    public Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct) => data.RunAsync(() => _create.OneAsync(draft, ct), ct);

    public Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct) => _create.ManyAsync(drafts, ct);

    public Task<Lead?> FindAsync(string leadId, CancellationToken ct) => data.RunAsync(() => FindOneAsync(leadId, ct), ct);

    public Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct) => data.RunAsync(
        async () => await new UpdateLead(data).RunAsync(leadId, draft, ct) switch
        {
            (true, _) => new LeadUpdate(await FindOneAsync(leadId, ct), null),
            (_, var owner) => new LeadUpdate(null, owner),
        },
        ct);

    public Task<LeadChange?> DeleteAsync(string leadId, CancellationToken ct) => data.RunAsync(() => DeletedLeads.DeleteAsync(data, leadId, ct), ct);

    public Task<bool> PurgeAsync(int maxRows, CancellationToken ct) => data.RunAsync(() => DeletedLeads.PurgeAsync(data, maxRows, ct), ct);

    public Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct) => data.RunAsync(() => PageAsync(query, ct), ct);

    public async IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var keys = await data.RunAsync(() => table.QueryAsync((leads, _) => leads.Keys(query), ct, byName: query.Sort == LeadSort.Name), ct);
        Array.Sort(keys);
        foreach (var chunk in keys.Chunk(ChunkSize))
        {
            var leads = await data.RunAsync(() => ReadAsync(chunk.Select(k => k.Number), ct), ct);
            if (leads.Count > 0) yield return leads;
        }
    }

    public async Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct) =>
        (await ListAsync(new(0, limit, null, null, null, null, LeadSort.ScoreDescending), ct)).Leads;

    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) => data.RunAsync<IReadOnlySet<string>>(
        async () =>
        {
            var filter = Bson.In("_id", leadIds).AddRange(Bson.In("deletedAt", [BsonNull.Value]));
            var found = await data.Leads.Find(filter).Project<BsonDocument>(Bson.Only("_id")).ToListAsync(ct);
            return found.Select(d => d.Text("_id")).ToHashSet(StringComparer.Ordinal);
        },
        ct);

    public Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct) =>
        data.RunAsync<IReadOnlyDictionary<string, string>>(
            async () =>
            {
                var keys = emails.Select(TextKey.Of).Distinct(StringComparer.Ordinal);
                var reservations = await data.Emails.Find(Bson.In("_id", keys)).ToListAsync(ct);
                var leads = await LeadDocuments.FindAsync(data, reservations.Select(r => r.Text("lead")), ct);
                var ids = reservations.Where(c => leads.TryGetValue(c.Text("lead"), out var lead) && !lead.IsDeleted && lead.Document["emailKey"] == c["_id"])
                    .ToDictionary(c => c.Text("_id"), r => r.Text("lead"), StringComparer.Ordinal);
                var found = new Dictionary<string, string>(EmailComparer.Instance);
                foreach (var email in emails)
                {
                    if (ids.TryGetValue(TextKey.Of(email), out var id)) found[email] = id;
                }

                return found;
            },
            ct);

    private async Task<Lead?> FindOneAsync(string leadId, CancellationToken ct)
    {
        if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
        var rank = await table.QueryAsync((_, counts) => counts.Rank(lead.StoredScore), ct);
        return LeadDocuments.ToLead(lead.Document, rank);
    }

    private async Task<LeadPage> PageAsync(LeadQuery query, CancellationToken ct)
    {
        var (matches, count) = await table.QueryAsync((leads, _) => (leads.Find(query), leads.Count), ct, byName: query.Sort == LeadSort.Name);
        var rows = await ReadAsync(matches.Numbers, ct);
        return query.IsFiltered
            ? new(rows, Math.Min(matches.Total, LeadQuery.MaxDepth), matches.Total > LeadQuery.MaxDepth)
            : new(rows, count, false);
    }

    /// <summary>Those of the leads that still exist, in the order of the numbers.</summary>
    private async Task<IReadOnlyList<Lead>> ReadAsync(IEnumerable<long> numbers, CancellationToken ct)
    {
        var order = numbers.ToList();
        if (order.Count == 0) return [];
        var filter = Bson.In("no", order.Select(n => (BsonValue)n)).AddRange(Bson.In("deletedAt", [BsonNull.Value]));
        var fields = new BsonDocument { { "commit", 0 } };
        var found = (await data.Leads.Find(filter).Project<BsonDocument>(fields).ToListAsync(ct)).ToDictionary(d => d.Int64("no"));
        return await table.QueryAsync<IReadOnlyList<Lead>>(
            (_, counts) => [.. order.Where(found.ContainsKey).Select(n => LeadDocuments.ToLead(found[n], counts.Rank(found[n].Int64("score"))))], ct);
    }
}

/// <summary>
/// Deletion in two steps. One write empties the lead's document, and with it all that can be read; the document itself stays, so that
/// nothing in flight can recreate the lead. Its events and blocks are purged some at a time. The reservations of its eventIds, which are
/// hashes, stay for ever.
/// </summary>
internal static class DeletedLeads
{
    private const int MaxTries = 100;

    private static readonly string[] Emptied =
    [
        "name", "email", "company", "status", "metadata", "createdAt", "updatedAt", "profile", "score", "events", "lastTs", "lastId",
        "tailEvents", "tailTs", "tailId", "tail", "levels", "topBlocks", "revision", "generation", "shape", "rescored",
    ];

    /// <returns>The change to announce; null when there is no such lead.</returns>
    public static async Task<LeadChange?> DeleteAsync(MongoData data, string leadId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await LeadDocuments.LiveAsync(data, leadId, ct) is not { } lead) return null;
            var now = data.Now;
            var set = new BsonDocument { { "deletedAt", now }, { "version", lead.Version + 1 }, { "purge", true } };
            if (!await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, set, Emptied), ct)) continue;
            await new EmailReservations(data).ReleaseAsync(lead.Document.Text("emailKey"), leadId, ct);
            return new LeadChange(leadId, lead.StoredScore, 0, lead.Version + 1, null, null, now, now);
        }

        throw new StoreUnavailableException("MongoDB: the lead changes too fast.");
    }

    /// <summary>Removes up to <paramref name="limit"/> documents of a deleted lead; false when there is nothing to purge.</summary>
    public static async Task<bool> PurgeAsync(MongoData data, int limit, CancellationToken ct)
    {
        if (await data.Leads.Find(new BsonDocument("purge", true)).FirstOrDefaultAsync(ct) is not { } document) return false;
        var lead = LeadDocuments.Of(document);
        if (await RemoveSomeAsync(data, data.Events, lead.Id, limit, ct) == limit || await RemoveSomeAsync(data, data.Blocks, lead.Id, limit, ct) == limit) return true;
        if (lead.Document.TextOrNull("emailKey") is { } email) await new EmailReservations(data).ReleaseAsync(email, lead.Id, ct);
        await LeadWrites.TryAsync(data, LeadWrites.Replace(lead, [], ["purge", "emailKey", "commit"]), ct);
        return true;
    }

    private static async Task<int> RemoveSomeAsync(MongoData data, IMongoCollection<BsonDocument> from, string leadId, int limit, CancellationToken ct)
    {
        var all = new BsonDocument { { "l", leadId }, { "_id", Keys.All(leadId) } }; // blocks have only the index on _id
        var some = await from.Find(all).Project<BsonDocument>(Bson.Only("_id")).Limit(limit).ToListAsync(ct);
        if (some.Count > 0) await data.DeleteAsync(from, Bson.In("_id", some.Select(d => d["_id"])).AddRange(new BsonDocument("l", leadId)), ct);
        return some.Count;
    }
}
