using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>
/// The score as of a time. Now and up to any event time it comes from the checkpoints; as known in the past it is folded from
/// the events that were there, at the rules that were in force, since nobody keeps checkpoints of beliefs.
/// </summary>
internal static class AsOfPages
{
    private const string Count = "SELECT count(*) FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 AND ts <= ?2";

    private const string Known = """
        SELECT ts, event_id, type_no FROM events INDEXED BY events_by_lead
        WHERE lead_no = ?1 AND ts <= ?2 AND processed_at <= ?3 ORDER BY ts, event_id
        """;

    public static ScoreAsOf? Read(
        SqlSession session, RuleBook book, string leadId, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var revision = asOf.KnownAtMs is { } known ? RuleRows.RevisionAt(session, known) : lead.Revision;
        var rules = book.At(session, revision);
        return asOf.KnownAtMs is null
            ? FromBlocks(session, lead, rules, asOf, new LedgerReader(session, lead, rules, asOf.AtMs).Page(order, cursor, limit), KeyCursor.AsOf(order))
            : Folded(session, lead, rules, asOf, new FoldedPage(order, cursor, limit));
    }

    private static ScoreAsOf FromBlocks(SqlSession session, LeadState lead, RuleTimeline rules, AsOf asOf, LedgerPart page, char list)
    {
        var isAll = asOf.AtMs is null || lead.Fold.Events == 0 || lead.Fold.Last.TimestampMs <= asOf.AtMs;
        var score = isAll ? lead.Fold.Score : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), asOf.End!.Value);
        var count = isAll ? lead.Fold.Events : session.Use(Count).Bind(lead.Number).Bind(asOf.AtMs!.Value).Scalar() ?? 0;
        return new(score, count, rules.Revision, page.Lines, page.Next(list));
    }

    private static ScoreAsOf Folded(SqlSession session, LeadState lead, RuleTimeline rules, AsOf asOf, FoldedPage page)
    {
        var (score, count) = (0L, 0L);
        using (var rows = session.Use(Known).Bind(lead.Number).Bind(asOf.AtMs ?? long.MaxValue).Bind(asOf.KnownAtMs!.Value))
        {
            for (; rows.Read(); count++)
            {
                page.Offer(new(rows.Int64(0), rows.Text(1)), score);
                score = rules.Bounds.Step(rules.PointsAt(session.Types.Name(rows.Int32(2)), rows.Int64(0))).Apply(score);
            }
        }

        var part = page.Lines((first, before, lines) => LedgerLines.Read(session, lead.Number, rules, asOf, first, before, lines));
        return new(score, count, rules.Revision, part.Lines, part.Next(KeyCursor.AsOf(page.Order)));
    }
}
