using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whatever the order of its lines.
/// </summary>
internal sealed class LedgerReader(SqlSession session, LeadState lead, RuleTimeline rules, long? atMs)
{
    private const string KeysBelow = """
        SELECT ts, event_id FROM events INDEXED BY events_by_lead
        WHERE lead_no = $lead AND (ts, event_id) < ($ts, $id) ORDER BY ts DESC, event_id DESC LIMIT $limit
        """;

    private readonly AsOf _asOf = new(atMs, null);

    /// <param name="order">Which end to begin at.</param>
    /// <param name="cursor">The last line of the page before; null for the first page.</param>
    /// <param name="limit">Lines per page.</param>
    public LedgerPart Page(LedgerOrder order, EventKey? cursor, int limit) =>
        order == LedgerOrder.NewestFirst ? NewestFirst(cursor, limit) : OldestFirst(cursor, limit);

    private LedgerPart OldestFirst(EventKey? after, int limit)
    {
        var lines = Lines(after?.Successor ?? EventKey.Lowest, limit + 1);
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more);
    }

    private LedgerPart NewestFirst(EventKey? before, int limit)
    {
        var below = _asOf.End is { } end && !(before < end) ? end : before ?? lead.Fold.Last.Successor;
        var (oldest, count, more) = Below(below, limit);
        if (count == 0) return new([], false);
        var lines = Lines(oldest, count);
        lines.Reverse();
        return new(lines, more);
    }

    /// <summary>Of the <paramref name="limit"/> newest events below a key: the oldest, how many they are, and whether there are older ones.</summary>
    private (EventKey Oldest, int Count, bool More) Below(EventKey key, int limit)
    {
        var (oldest, count) = (key, 0);
        using var rows = session.Use(KeysBelow)
            .Bind("lead", lead.Number).Bind("ts", key.TimestampMs).Bind("id", key.EventId).Bind("limit", limit + 1L);
        while (rows.Read())
        {
            if (count == limit) return (oldest, count, true);
            oldest = new(rows.Int64("ts"), rows.Text("event_id"));
            count++;
        }

        return (oldest, count, false);
    }

    private List<LedgerEntry> Lines(EventKey first, int count)
    {
        var score = first == EventKey.Lowest ? 0 : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), first);
        return LedgerLines.Read(session, lead.Number, rules, _asOf, first, score, count);
    }
}

/// <summary>Lines of a lead's ledger, folded forward from a known score.</summary>
internal static class LedgerLines
{
    private const string From = """
        SELECT ts, event_id, t.name AS event_type, processed_at, flags, e.metadata AS metadata
        FROM events e INDEXED BY events_by_lead JOIN event_types t ON t.type_no = e.type_no
        WHERE lead_no = $lead AND (ts, event_id) >= ($ts, $id) AND ts <= $until AND processed_at <= $known_until
        ORDER BY ts, event_id LIMIT $limit
        """;

    /// <param name="session">The snapshot.</param>
    /// <param name="lead">The number of the lead.</param>
    /// <param name="rules">What the events are worth.</param>
    /// <param name="asOf">Which events count.</param>
    /// <param name="first">The first line is the one at or above it.</param>
    /// <param name="score">The score before that one.</param>
    /// <param name="limit">How many lines at most.</param>
    public static List<LedgerEntry> Read(SqlSession session, long lead, RuleTimeline rules, AsOf asOf, EventKey first, long score, int limit)
    {
        using var rows = session.Use(From)
            .Bind("lead", lead).Bind("ts", first.TimestampMs).Bind("id", first.EventId)
            .Bind("until", asOf.AtMs ?? long.MaxValue).Bind("known_until", asOf.KnownAtMs ?? long.MaxValue).Bind("limit", limit);
        var lines = new List<LedgerEntry>();
        while (rows.Read())
        {
            lines.Add(Line(rows, rules, score));
            score = lines[^1].Score;
        }

        return lines;
    }

    private static LedgerEntry Line(SqlStatement row, RuleTimeline rules, long score) => LedgerLine.Of(
        rules, score, row.Int64("ts"), row.Text("event_id"), row.Text("event_type"), row.Int64("processed_at"),
        EventRows.IsLate(row.Int32("flags")), row.TextOrNull("metadata"));
}

/// <summary>
/// Ledger lines, derived at the rule revision that the lead is folded at: they sum to the lead's score in the same snapshot, also
/// while a rescore has not reached the lead yet.
/// </summary>
internal static class LedgerPages
{
    public static CursorPage<LedgerEntry>? Read(
        SqlSession session, TimelineCache timelines, string leadId, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var page = new LedgerReader(session, lead, timelines.At(session, lead.Revision), atMs: null).Page(order, cursor, limit);
        return new(page.Lines, page.Next(KeyCursor.Ledger(order)));
    }
}

/// <summary>
/// The score as of a time. Up to an event time it comes from the checkpoints; as known in the past it is folded from the events
/// committed by then, at the rules published by then, for which there are no checkpoints.
/// </summary>
internal static class AsOfPages
{
    private const string Count = "SELECT count(*) FROM events INDEXED BY events_by_lead WHERE lead_no = $lead AND ts <= $until";

    private const string Known = """
        SELECT ts, event_id, type_no FROM events INDEXED BY events_by_lead
        WHERE lead_no = $lead AND ts <= $until AND processed_at <= $known_until ORDER BY ts, event_id
        """;

    public static ScoreAsOf? Read(
        SqlSession session, TimelineCache timelines, string leadId, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var revision = asOf.KnownAtMs is { } known ? RuleRows.RevisionAt(session, known) : lead.Revision;
        var rules = timelines.At(session, revision);
        return asOf.KnownAtMs is null
            ? FromBlocks(session, lead, rules, asOf, new LedgerReader(session, lead, rules, asOf.AtMs).Page(order, cursor, limit), KeyCursor.AsOf(order))
            : Folded(session, lead, rules, asOf, new FoldedPage(order, cursor, limit));
    }

    private static ScoreAsOf FromBlocks(SqlSession session, LeadState lead, RuleTimeline rules, AsOf asOf, LedgerPart page, char list)
    {
        var isAll = asOf.AtMs is null || lead.Fold.Events == 0 || lead.Fold.Last.TimestampMs <= asOf.AtMs;
        var score = isAll ? lead.Fold.Score : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), asOf.End!.Value);
        var count = isAll ? lead.Fold.Events : session.Use(Count).Bind("lead", lead.Number).Bind("until", asOf.AtMs!.Value).Scalar() ?? 0;
        return new(score, count, rules.Revision, page.Lines, page.Next(list));
    }

    private static ScoreAsOf Folded(SqlSession session, LeadState lead, RuleTimeline rules, AsOf asOf, FoldedPage page)
    {
        var (score, count) = (0L, 0L);
        using (var rows = session.Use(Known)
            .Bind("lead", lead.Number).Bind("until", asOf.AtMs ?? long.MaxValue).Bind("known_until", asOf.KnownAtMs!.Value))
        {
            for (; rows.Read(); count++)
            {
                var atMs = rows.Int64("ts");
                page.Offer(new(atMs, rows.Text("event_id")), score);
                score = rules.StepAt(session.Types.Name(rows.Int32("type_no")), atMs).Apply(score);
            }
        }

        var part = page.Lines((first, before, lines) => LedgerLines.Read(session, lead.Number, rules, asOf, first, before, lines));
        return new(score, count, rules.Revision, part.Lines, part.Next(KeyCursor.AsOf(page.Order)));
    }
}
