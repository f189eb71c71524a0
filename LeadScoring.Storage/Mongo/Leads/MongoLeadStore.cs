using System.Runtime.CompilerServices;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

internal sealed class MongoLeadStore(MongoData data, LeadTableFeed table) : ILeadStore
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
        var keys = await data.RunAsync(() => table.AskAsync((leads, _) => leads.Keys(query), ct, byName: query.Sort == LeadSort.Name), ct);
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
                var claims = await data.Emails.Find(Bson.In("_id", keys)).ToListAsync(ct);
                var leads = await LeadDocuments.FindAsync(data, claims.Select(c => c.Text("lead")), ct);
                var ids = claims.Where(c => leads.TryGetValue(c.Text("lead"), out var lead) && !lead.IsDeleted && lead.Document["emailKey"] == c["_id"])
                    .ToDictionary(c => c.Text("_id"), c => c.Text("lead"), StringComparer.Ordinal);
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
        var rank = await table.AskAsync((_, counts) => counts.Rank(lead.StoredScore), ct);
        return LeadDocuments.ToLead(lead.Document, rank);
    }

    private async Task<LeadPage> PageAsync(LeadQuery query, CancellationToken ct)
    {
        var (matches, count) = await table.AskAsync((leads, _) => (leads.Find(query), leads.Count), ct, byName: query.Sort == LeadSort.Name);
        var rows = await ReadAsync(matches.Numbers, ct);
        return query.IsFiltered
            ? new(rows, Math.Min(matches.Total, LeadQuery.MaxDepth), matches.Total > LeadQuery.MaxDepth)
            : new(rows, count, false);
    }

    /// <summary>Those of the leads that are still there, in the order of the numbers.</summary>
    private async Task<IReadOnlyList<Lead>> ReadAsync(IEnumerable<long> numbers, CancellationToken ct)
    {
        var order = numbers.ToList();
        if (order.Count == 0) return [];
        var filter = Bson.In("no", order.Select(n => (BsonValue)n)).AddRange(Bson.In("deletedAt", [BsonNull.Value]));
        var fields = new BsonDocument { { "commit", 0 } };
        var found = (await data.Leads.Find(filter).Project<BsonDocument>(fields).ToListAsync(ct)).ToDictionary(d => d.Int64("no"));
        return await table.AskAsync<IReadOnlyList<Lead>>(
            (_, counts) => [.. order.Where(found.ContainsKey).Select(n => LeadDocuments.ToLead(found[n], counts.Rank(found[n].Int64("score"))))], ct);
    }
}
