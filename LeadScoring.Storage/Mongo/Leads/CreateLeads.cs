using System.Globalization;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>Creates leads: reserves the address, then inserts the lead, which makes it exist.</summary>
internal sealed class CreateLeads(MongoData data, LeadTableUpdater table)
{
    private const int SliceLeads = 500;
    private const int MaxTries = 20;

    private readonly EmailReservations _emails = new(data);

    public async Task<IReadOnlyList<LeadCreation>> ManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct)
    {
        var created = new List<LeadCreation>(drafts.Count);
        foreach (var slice in drafts.Chunk(SliceLeads))
        {
            try
            {
                created.AddRange(await data.RunAsync(() => CreateSliceAsync(slice, ct), ct));
            }
            catch (StoreUnavailableException) when (created.Count > 0)
            {
                break; // the leads of earlier slices exist
            }
        }

        return created;
    }

    public async Task<LeadCreation> OneAsync(LeadDraft draft, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var (number, id) = (await NumbersAsync(1, ct))[0];
            if (await _emails.ReserveAsync(TextKey.Of(draft.Email), id, ct) is { } owner) return new(null, owner);
            var revision = (await data.Rules.CurrentAsync(ct)).Revision;
            var now = data.Now;
            if ((await InsertAsync([(id, number, draft)], revision, now, ct)).Contains(id)) return new(New(id, draft, await RankAsync(ct), now), null);
        }

        throw new StoreUnavailableException("MongoDB: others reserve the same e-mail address.");
    }

    private async Task<List<LeadCreation>> CreateSliceAsync(LeadDraft[] drafts, CancellationToken ct)
    {
        var numbers = await NumbersAsync(drafts.Length, ct);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < drafts.Length; i++) first.TryAdd(TextKey.Of(drafts[i].Email), i);
        var reservations = first.ToList();
        var taken = await data.InsertAsync(data.Emails, reservations.ConvertAll(c => EmailReservations.New(c.Key, numbers[c.Value].Id, data.Now)), ct);
        var revision = (await data.Rules.CurrentAsync(ct)).Revision;
        var free = reservations.Where((_, i) => !taken.Contains(i)).Select(c => (numbers[c.Value].Id, numbers[c.Value].Number, drafts[c.Value])).ToList();
        var now = data.Now;
        var inserted = free.Count == 0 ? [] : await InsertAsync(free, revision, now, ct);

        var rank = await RankAsync(ct);
        var created = new List<LeadCreation>(drafts.Length);
        for (var i = 0; i < drafts.Length; i++)
        {
            // An address that is taken, or that comes twice in the slice: one by one.
            created.Add(inserted.Contains(numbers[i].Id) ? new(New(numbers[i].Id, drafts[i], rank, now), null) : await OneAsync(drafts[i], ct));
        }

        return created;
    }

    private static Lead New(string id, LeadDraft draft, long rank, long now) =>
        new(id, draft.Name, draft.Email, draft.Company, draft.Status, draft.Metadata, 0, rank, 0, null, now, now, 1);

    private Task<long> RankAsync(CancellationToken ct) => table.QueryAsync((_, counts) => counts.Rank(0), ct);

    /// <summary>Inserts leads by upserts, since only an update can set the server's time of change. Returns those that were absent.</summary>
    private async Task<HashSet<string>> InsertAsync(List<(string Id, long Number, LeadDraft Draft)> leads, long revision, long now, CancellationToken ct)
    {
        var models = leads.Select(lead => new UpdateOneModel<BsonDocument>(
            new BsonDocument { { "_id", lead.Id }, { "stamp", -1L } }, // matches no lead, since stamps are not negative
            new BsonDocument
            {
                { "$setOnInsert", LeadDocuments.New(lead.Number, lead.Draft, revision, now) },
                { "$currentDate", new BsonDocument("changed", true) },
            })
        {
            IsUpsert = true,
        }).ToList();
        var (result, _) = await data.BulkAsync(data.Leads, models, ct);
        return [.. result.Upserts.Select(u => leads[u.Index].Id)];
    }

    /// <summary>
    /// Numbers for new leads, and ids that ascend with them: a version 7 UUID of the newest time that any process has used, the
    /// number, and some random bits.
    /// </summary>
    private async Task<List<(long Number, string Id)>> NumbersAsync(int count, CancellationToken ct)
    {
        var update = new BsonDocument { { "$inc", new BsonDocument("last", (long)count) }, { "$max", new BsonDocument("time", data.Now) } };
        var options = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        BsonDocument? counter = null;
        while (counter is null)
        {
            try
            {
                counter = await data.Counters.FindOneAndUpdateAsync<BsonDocument>(Bson.Id("leads"), update, options, ct);
            }
            catch (MongoCommandException e) when (e.Code == 11000)
            {
                // Another process has created the counter in this moment.
            }
        }

        var (last, time) = (counter.Int64("last"), counter.Int64("time"));
        return [.. Enumerable.Range(1, count).Select(i => (last - count + i, Id(time, last - count + i)))];
    }

    private static string Id(long time, long number) => string.Create(
        CultureInfo.InvariantCulture, $"{time:x12}7{number >> 40 & 0xfff:x3}8{number & 0xffffffffff:x10}{Random.Shared.Next(1 << 20):x5}");
}
