using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Events;

internal sealed class MongoEventStore(MongoData data) : IEventStore
{
    public Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct) =>
        data.RunAsync(() => new CommitRun(data, events).RunAsync(ct), ct);

    public Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct) => data.RunAsync(() => FindOneAsync(eventId, ct), ct);

    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct) =>
        data.RunAsync(() => CountedAsync(eventIds, ct), ct);

    public Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct) => data.RunAsync(
        async () => await EventReservations.OwnerAsync(data, eventId, ct) is { } owner && await LeadDocuments.FindAsync(data, owner, ct) is { IsDeleted: true },
        ct);

    public async Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct)
    {
        var before = KeyCursor.Parse(KeyCursor.Events, cursor);
        return await LeadView.QueryAsync(data, leadId, view => NewestFirst(view, before, limit), ct);
    }

    public async Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var key = KeyCursor.Parse(KeyCursor.Ledger(order), cursor);
        return await LeadView.QueryAsync(data, leadId, view => Ledger(view, order, key, limit), ct);
    }

    public async Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct)
    {
        var (key, asOf) = (KeyCursor.Parse(KeyCursor.AsOf(order), cursor), new AsOf(atMs, knownAtMs));
        if (knownAtMs is not { } known) return await LeadView.QueryAsync(data, leadId, view => AsOfPages.FromBlocks(view, asOf, order, key, limit), ct);
        var rules = await data.RunAsync(() => data.Rules.AsKnownAsync(known, ct), ct);
        return await LeadView.QueryAsync(data, leadId, view => AsOfPages.Folded(view, rules, asOf, order, key, limit), ct);
    }

    /// <summary>Counts reservations: every committed event has one, and so have those that are being committed.</summary>
    public Task<long> CountAsync(CancellationToken ct) => data.RunAsync(() => data.EventIds.EstimatedDocumentCountAsync(cancellationToken: ct), ct);

    public Task RecordFailureAsync(FailedEvent failure, CancellationToken ct) => data.RunAsync(
        () => data.UpdateAsync(
            data.Failures, Bson.Id(failure.EventId),
            Bson.Set(new()
            {
                { "lead", failure.LeadId },
                { "reason", failure.Reason },
                { "attempts", failure.Attempts },
                { "failedAt", failure.FailedAtMs },
                { "importId", Bson.OrNull(failure.ImportId) },
            }),
            ct, upsert: true),
        ct);

    public Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct) => data.RunAsync(
        () => data.DeleteAsync(data.Failures, new BsonDocument { { "_id", eventId }, { "failedAt", new BsonDocument("$lte", failedAtMs) } }, ct), ct);

    public Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct) => data.RunAsync(
        async () => await data.Failures.Find(Bson.Id(eventId)).FirstOrDefaultAsync(ct) is { } d
            ? new FailedEvent(d.Text("_id"), d.Text("lead"), d.Text("reason"), d.Int32("attempts"), d.Int64("failedAt"))
            : null,
        ct);

    private static CursorPage<StoredEvent> NewestFirst(LeadView view, EventKey? before, int limit)
    {
        var events = view.Newest(before ?? view.Lead.Fold.Last.Successor, full: true).Take(limit + 1).Select(e => e.ToStored()).ToList();
        if (events.Count <= limit) return new(events, null);
        events.RemoveAt(limit);
        return new(events, KeyCursor.Of(KeyCursor.Events, events[^1].TimestampMs, events[^1].EventId));
    }

    private static CursorPage<LedgerEntry> Ledger(LeadView view, LedgerOrder order, EventKey? cursor, int limit)
    {
        var page = new LedgerReader(view, view.Rules, default).Page(order, cursor, limit);
        return new(page.Lines, page.Next(KeyCursor.Ledger(order)));
    }

    private async Task<StoredEvent?> FindOneAsync(string eventId, CancellationToken ct)
    {
        if (await EventReservations.OwnerAsync(data, eventId, ct) is not { } owner) return null;
        if (await LeadDocuments.LiveAsync(data, owner, ct) is not { } lead) return null;
        var filter = new BsonDocument { { "_id", Keys.Event(owner, eventId) }, { "l", owner } };
        if (await data.Events.Find(filter).FirstOrDefaultAsync(ct) is not { } document) return null;
        var stored = MongoEvent.Of(document).With(lead.Commit);
        return stored.Version is null ? null : stored.ToStored();
    }

    private async Task<IReadOnlySet<string>> CountedAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct)
    {
        var owners = await EventReservations.OwnersOfAsync(data, eventIds, ct);
        if (owners.Count == 0) return new HashSet<string>(StringComparer.Ordinal);
        var leads = await LeadDocuments.FindAsync(data, owners.Values, ct);
        var filter = Bson.In("_id", owners.Select(o => Keys.Event(o.Value, o.Key)));
        filter.AddRange(Bson.In("l", owners.Values.Distinct(StringComparer.Ordinal)));
        var documents = await data.Events.Find(filter).Project<BsonDocument>(EventScan.StepFields).ToListAsync(ct);
        return documents.Select(MongoEvent.Of)
            .Where(e => leads.TryGetValue(e.LeadId, out var lead) && !lead.IsDeleted && e.With(lead.Commit).Version is not null)
            .Select(e => e.EventId).ToHashSet(StringComparer.Ordinal);
    }
}
