using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Ledger lines, derived at the rule revision that the lead is folded at: they sum to the lead's score in the same
/// snapshot, also while a rescore has not come to the lead yet.
/// </summary>
internal static class LedgerPages
{
    public static CursorPage<LedgerEntry>? Read(
        SqlSession session, RuleBook book, string leadId, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (HotLeadRows.Find(session, leadId) is not { } lead) return null;
        var page = new LedgerReader(session, lead, book.At(session, lead.Revision), atMs: null).Page(order, cursor, limit);
        return new(page.Lines, page.Next(KeyCursor.Ledger(order)));
    }
}
