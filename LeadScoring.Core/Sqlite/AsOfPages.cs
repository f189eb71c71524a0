using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// The score as of a time. Now and up to any event time it comes from the checkpoints; as known in the past it is folded from
/// the events that were there, at the rules that were in force, since nobody keeps checkpoints of beliefs.
/// </summary>
internal static class AsOfPages
{
    private const string Count = "SELECT count(*) FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 AND ts <= ?2";

    private const string From = """
        SELECT ts, event_id, t.name, processed_at, flags
        FROM events e INDEXED BY events_by_lead JOIN event_types t ON t.type_no = e.type_no
        WHERE lead_no = ?1 AND (ts, event_id) >= (?2, ?3) AND ts <= ?4 AND processed_at <= ?5 ORDER BY ts, event_id
        """;

    public static ScoreAsOf? Read(SqlSession session, RuleBook book, string leadId, AsOf asOf, EventKey? after, int limit)
    {
        if (HotLeadRows.Find(session, leadId) is not { } lead) return null;
        var revision = asOf.KnownAtMs is { } known ? RuleRows.RevisionAt(session, known) : lead.Revision;
        var rules = book.At(session, revision);
        var page = new Page(after, limit);
        return asOf.KnownAtMs is null ? FromBlocks(session, lead, rules, asOf, page) : Folded(session, lead, rules, asOf, page);
    }

    private static ScoreAsOf FromBlocks(SqlSession session, HotLead lead, RuleTimeline rules, AsOf asOf, Page page)
    {
        var blocks = new StoredBlocks(session, lead.Number, rules);
        var start = page.After?.Successor ?? EventKey.Lowest;
        page.Score = page.After is null ? 0 : ScoreTree.ScoreBefore(lead.Fold, blocks, start);
        using (var rows = Rows(session, lead, start, asOf))
        {
            while (!page.IsFull && rows.Read()) page.Take(rows, rules);
        }

        var isAll = asOf.AtMs is null || lead.Fold.Events == 0 || lead.Fold.Last.TimestampMs <= asOf.AtMs;
        var score = isAll ? lead.Fold.Score : ScoreTree.ScoreBefore(lead.Fold, blocks, new(asOf.AtMs!.Value, Highest));
        var count = isAll ? lead.Fold.Events : session.Use(Count).Bind(lead.Number).Bind(asOf.AtMs!.Value).Scalar() ?? 0;
        return new(score, count, rules.Revision, page.Lines, page.Next);
    }

    private static ScoreAsOf Folded(SqlSession session, HotLead lead, RuleTimeline rules, AsOf asOf, Page page)
    {
        var count = 0L;
        using var rows = Rows(session, lead, EventKey.Lowest, asOf);
        for (; rows.Read(); count++) page.Take(rows, rules);
        return new(page.Score, count, rules.Revision, page.Lines, page.Next);
    }

    /// <summary>Above every eventId: they are ASCII letters, digits and a few signs.</summary>
    private const string Highest = "\u007f";

    private static SqlStatement Rows(SqlSession session, HotLead lead, EventKey from, AsOf asOf) =>
        session.Use(From).Bind(lead.Number).Bind(from.TimestampMs).Bind(from.EventId)
            .Bind(asOf.AtMs ?? long.MaxValue).Bind(asOf.KnownAtMs ?? long.MaxValue);

    /// <summary>Folds every line that it is given, and keeps those of its page.</summary>
    private sealed class Page(EventKey? after, int limit)
    {
        private bool _more;

        public EventKey? After => after;

        public long Score { get; set; }

        public List<LedgerEntry> Lines { get; } = [];

        public bool IsFull => _more;

        public string? Next => _more ? KeyCursor.Of(KeyCursor.AsOf, Lines[^1].TimestampMs, Lines[^1].EventId) : null;

        public void Take(SqlStatement row, RuleTimeline rules)
        {
            var line = LedgerPages.Line(row, rules, Score);
            Score = line.Score;
            if (after is { } start && new EventKey(line.TimestampMs, line.EventId) <= start) return;
            if (Lines.Count < limit) Lines.Add(line);
            else _more = true;
        }
    }
}
