using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

/// <summary>Brings leads that were folded at an older rule revision to a newer one.</summary>
internal static class LeadRefolds
{
    /// <summary>Refolds the lead's whole history in this transaction, if its events may be worth something else now.</summary>
    public static void Catch(SqlSession session, RuleBook book, HotLead lead, RuleTimeline rules)
    {
        if (lead.Revision >= rules.Revision) return;
        if (IsAffected(session, book, lead, rules))
        {
            var (fold, blocks) = Refold(session, lead, rules);
            lead.Fold = fold;
            new StoredBlocks(session, lead.Number, rules).Replace(blocks);
        }

        lead.Revision = rules.Revision;
    }

    public static bool IsAffected(SqlSession session, RuleBook book, HotLead lead, RuleTimeline rules) =>
        lead.Fold.Events > 0 && book.Affects(session, lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs);

    /// <summary>The fold at other rules; reads only.</summary>
    public static (LeadFold Fold, BlockList Blocks) Refold(SqlSession session, HotLead lead, RuleTimeline rules)
    {
        var blocks = new BlockList();
        using var events = new StoredBlocks(session, lead.Number, rules).Steps(0, EventKey.Lowest, null);
        return (ScoreTree.Rebuild(lead.Fold, events, blocks), blocks);
    }
}
