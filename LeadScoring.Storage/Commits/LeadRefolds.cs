using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Commits;

/// <summary>Brings leads that were folded at an older rule revision to a newer one.</summary>
internal static class LeadRefolds
{
    /// <summary>Brings the lead to the rules in this transaction; refolds its whole history if the points of its events may differ.</summary>
    public static void CatchUp(IStoreSession session, TimelineCache timelines, LeadState lead, RuleTimeline rules)
    {
        if (lead.Revision >= rules.Revision) return;
        if (IsAffected(session, timelines, lead, rules))
        {
            var (fold, blocks) = Refold(session, lead, rules);
            lead.Fold = fold;
            session.States.ReplaceBlocks(lead, blocks);
        }

        lead.Revision = rules.Revision;
    }

    public static bool IsAffected(IStoreSession session, TimelineCache timelines, LeadState lead, RuleTimeline rules) =>
        lead.Fold.Events > 0 && timelines.Affects(session, lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs);

    /// <summary>The fold at other rules; reads only.</summary>
    public static (LeadFold Fold, BlockList Blocks) Refold(IStoreSession session, LeadState lead, RuleTimeline rules)
    {
        var blocks = new BlockList();
        using var events = session.States.Blocks(lead, rules).Steps(0, EventKey.Lowest, null);
        return (ScoreTree.Rebuild(lead.Fold, events, blocks), blocks);
    }
}
