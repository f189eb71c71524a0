using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Trends;

/// <summary>Scores of several leads at equally spaced times, from the checkpoints.</summary>
internal static class LeadSamples
{
    public static IReadOnlyList<LeadScores> Read(SqlSession session, RuleBook book, IEnumerable<string> leadIds, long fromMs, long toMs, int points)
    {
        var leads = new List<LeadScores>();
        foreach (var id in leadIds)
        {
            if (LeadStateRows.Find(session, id) is { } lead) leads.Add(new(id, Scores(session, book, lead, fromMs, toMs, points)));
        }

        return leads;
    }

    private static long[] Scores(SqlSession session, RuleBook book, LeadState lead, long fromMs, long toMs, int points)
    {
        var scores = new long[points];
        Array.Fill(scores, lead.Fold.Score);
        if (lead.Fold.Last.TimestampMs <= fromMs) return scores; // nothing since then: most leads of a list
        var walk = new ScoreWalk(lead.Fold, new StoredBlocks(session, lead.Number, book.At(session, lead.Revision)), EventKey.After(fromMs));
        scores[0] = walk.Score;
        for (var i = 1; i < points - 1; i++) scores[i] = walk.To(EventKey.After(fromMs + ((toMs - fromMs) * i / (points - 1))));
        return scores;
    }
}
