using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whatever the order of its lines.
/// </summary>
internal sealed class LedgerReader(LeadView view, RuleTimeline rules, AsOf asOf)
{
    public LedgerPart Page(LedgerOrder order, EventKey? cursor, int limit) =>
        order == LedgerOrder.NewestFirst ? NewestFirst(cursor, limit) : OldestFirst(cursor, limit);

    /// <summary>Up to <paramref name="count"/> lines from a key on, given the score before it.</summary>
    public List<LedgerEntry> Lines(EventKey first, long score, int count)
    {
        var lines = new List<LedgerEntry>();
        foreach (var e in view.Events(first, asOf.End, full: true).Where(IsKnown).Take(count))
        {
            lines.Add(LedgerLine.Of(rules, score, e.TimestampMs, e.EventId, e.EventType, e.ProcessedAtMs, e.Late, e.Metadata));
            score = lines[^1].Score;
        }

        return lines;
    }

    public bool IsKnown(MongoEvent e) => asOf.KnownAtMs is not { } known || e.ProcessedAtMs <= known;

    private LedgerPart OldestFirst(EventKey? after, int limit)
    {
        var first = after?.Successor ?? EventKey.Lowest;
        var lines = Lines(first, view.ScoreBefore(first), limit + 1);
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more);
    }

    private LedgerPart NewestFirst(EventKey? before, int limit)
    {
        var below = asOf.End is { } end && !(before < end) ? end : before ?? view.Lead.Fold.Last.Successor;
        var keys = view.Newest(below).Take(limit + 1).Select(e => e.Key).ToList();
        var more = keys.Count > limit;
        if (more) keys.RemoveAt(limit);
        if (keys.Count == 0) return new([], false);
        var lines = Lines(keys[^1], view.ScoreBefore(keys[^1]), keys.Count);
        lines.Reverse();
        return new(lines, more);
    }
}

/// <summary>A lead's events in ascending or descending order, by the index <c>(l, t, _id)</c>; only those that the lead counts.</summary>
internal static class EventScan
{
    public static readonly BsonDocument StepFields = Bson.Only("l", "t", "y", "v", "k", "late");

    private static readonly BsonDocument OldestFirst = new() { { "t", 1 }, { "_id", 1 } };
    private static readonly BsonDocument NewestFirst = new() { { "t", -1 }, { "_id", -1 } };

    /// <param name="data">The collections.</param>
    /// <param name="lead">The lead, which decides which events count.</param>
    /// <param name="from">The first key, inclusive.</param>
    /// <param name="before">Exclusive; null: to the end.</param>
    /// <param name="fields">Which fields are read; null: all.</param>
    public static IEnumerable<MongoEvent> Ascending(MongoData data, MongoLead lead, EventKey from, EventKey? before, BsonDocument? fields = null) =>
        Read(data, Range(lead.Id, from, before), OldestFirst, fields).Where(lead.Counts).Select(e => e.With(lead.Commit));

    public static IEnumerable<MongoEvent> Descending(MongoData data, MongoLead lead, EventKey before, BsonDocument? fields = null) =>
        Read(data, Range(lead.Id, EventKey.Lowest, before), NewestFirst, fields).Where(lead.Counts).Select(e => e.With(lead.Commit));

    /// <summary>Includes events that are not counted yet.</summary>
    public static IEnumerable<MongoEvent> All(MongoData data, string leadId, EventKey from, EventKey? before) =>
        Read(data, Range(leadId, from, before), OldestFirst, StepFields);

    public static BsonDocument Range(string leadId, EventKey from, EventKey? before)
    {
        var (time, and) = (new BsonDocument(), new BsonArray());
        if (from > EventKey.Lowest)
        {
            time.Add("$gte", from.TimestampMs);
            if (from.EventId.Length > 0) and.Add(Either("$gt", from.TimestampMs, "$gte", Keys.Event(leadId, from.EventId)));
        }

        if (before is { } end)
        {
            time.Add("$lte", end.TimestampMs);
            and.Add(Either("$lt", end.TimestampMs, "$lt", Keys.Event(leadId, end.EventId)));
        }

        var range = new BsonDocument("l", leadId);
        if (time.ElementCount > 0) range.Add("t", time);
        if (and.Count > 0) range.Add("$and", and);
        return range;
    }

    private static BsonDocument Either(string timeSide, long timestampMs, string idSide, string id) => new("$or", new BsonArray
    {
        new BsonDocument("t", new BsonDocument(timeSide, timestampMs)),
        new BsonDocument("_id", new BsonDocument(idSide, id)),
    });

    private static IEnumerable<MongoEvent> Read(MongoData data, BsonDocument range, BsonDocument order, BsonDocument? fields)
    {
        var find = data.Events.Find(range).Sort(order);
        using var cursor = (fields is null ? find : find.Project<BsonDocument>(fields)).ToCursor();
        while (cursor.MoveNext())
        {
            foreach (var document in cursor.Current) yield return MongoEvent.Of(document);
        }
    }
}

/// <summary>
/// The score as of a time. Up to an event time it comes from the blocks; as known in the past it is folded from the events committed by
/// then, at the rules published by then.
/// </summary>
internal static class AsOfPages
{
    public static ScoreAsOf FromBlocks(LeadView view, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        var fold = view.Lead.Fold;
        var page = new LedgerReader(view, view.Rules, asOf).Page(order, cursor, limit);
        var isAll = asOf.AtMs is null || fold.Events == 0 || fold.Last.TimestampMs <= asOf.AtMs;
        var score = isAll ? fold.Score : view.ScoreBefore(asOf.End!.Value);
        var count = isAll ? fold.Events : view.Events(EventKey.Lowest, asOf.End).LongCount();
        return new(score, count, view.Rules.Revision, page.Lines, page.Next(KeyCursor.AsOf(order)));
    }

    public static ScoreAsOf Folded(LeadView view, RuleTimeline rules, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        var reader = new LedgerReader(view, rules, asOf);
        var page = new FoldedPage(order, cursor, limit);
        var (score, count) = (0L, 0L);
        foreach (var e in view.Events(EventKey.Lowest, asOf.End).Where(reader.IsKnown))
        {
            page.Offer(e.Key, score);
            score = rules.StepAt(e.EventType, e.TimestampMs).Apply(score);
            count++;
        }

        var part = page.Lines(reader.Lines);
        return new(score, count, rules.Revision, part.Lines, part.Next(KeyCursor.AsOf(order)));
    }
}
