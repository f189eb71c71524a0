using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Trends;

internal sealed class TrendStore(IStoreDatabase database) : ITrendStore
{
    public Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct) =>
        database.ReadAsync(session => Trend(session, leadId, fromMs, toMs, points), ct);

    public Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<LeadScores>>(session => [.. Scores(session, leadIds, fromMs, toMs, points)], ct);

    public Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct) =>
        database.ReadAsync(session => Contributions(session, leadId), ct);

    public Task<IReadOnlyList<LeadReason>> ReasonsAsync(IReadOnlyList<string> leadIds, long fromMs, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<LeadReason>>(session => new ReasonReader(session, database.Timelines, fromMs).Read(leadIds), ct);

    /// <summary>A point per event when there are few, otherwise one per bucket, from the checkpoints.</summary>
    private LeadTrend? Trend(IStoreSession session, string leadId, long? fromMs, long toMs, int points)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var from = Math.Min(fromMs ?? session.Events.FirstAt(lead, long.MinValue, long.MaxValue) ?? session.Profiles.Find(leadId)!.CreatedAtMs, toMs);
        var rules = database.Timelines.At(session, lead.Revision);
        var walk = new ScoreWalk(lead.Fold, session.States.Blocks(lead, rules), EventKey.Before(from));
        var (start, span) = (walk.Score, new TimeBuckets(from, toMs, points));
        var isExact = session.Events.Count(lead, from, toMs, points + 1L) <= points;
        return new(from, toMs, start, isExact, isExact ? Each(session, rules, lead, span, start) : Buckets(session, lead, span, walk), rules.Bounds);
    }

    private static List<TrendPoint> Each(IStoreSession session, RuleTimeline rules, LeadState lead, TimeBuckets span, long score)
    {
        var points = new List<TrendPoint>();
        foreach (var e in session.Events.Marks(lead, EventKey.Before(span.FromMs), new(span.ToMs, null)))
        {
            score = rules.StepAt(e.EventType, e.Key.TimestampMs).Apply(score);
            points.Add(new(e.Key.TimestampMs, score, 1, e.Late ? 1 : 0));
        }

        return points;
    }

    private static List<TrendPoint> Buckets(IStoreSession session, LeadState lead, TimeBuckets span, ScoreWalk walk)
    {
        var points = new List<TrendPoint>();
        for (var at = span.FromMs; session.Events.FirstAt(lead, at, span.ToMs) is { } first; at = span.EndOf(first))
        {
            var end = span.EndOf(first);
            var (lastMs, events, late) = session.Events.Sum(lead, first, end - 1);
            points.Add(new(lastMs, walk.To(EventKey.Before(end)), events, late));
        }

        return points;
    }

    private IEnumerable<LeadScores> Scores(IStoreSession session, IReadOnlyList<string> leadIds, long fromMs, long toMs, int points)
    {
        foreach (var id in leadIds)
        {
            if (session.States.Find(id) is { } lead) yield return new(id, Samples(session, lead, fromMs, toMs, points));
        }
    }

    /// <summary>The lead's scores at equally spaced times, from the checkpoints.</summary>
    private long[] Samples(IStoreSession session, LeadState lead, long fromMs, long toMs, int points)
    {
        var scores = new long[points];
        Array.Fill(scores, lead.Fold.Score);
        if (lead.Fold.Last.TimestampMs <= fromMs) return scores; // no event since then, as for most leads of a list
        var rules = database.Timelines.At(session, lead.Revision);
        var walk = new ScoreWalk(lead.Fold, session.States.Blocks(lead, rules), EventKey.After(fromMs));
        scores[0] = walk.Score;
        for (var i = 1; i < points - 1; i++) scores[i] = walk.To(EventKey.After(fromMs + ((toMs - fromMs) * i / (points - 1))));
        return scores;
    }

    /// <summary>What the newest events of a lead did to its score, by type; the change of the older ones is one sum, from the checkpoints.</summary>
    private LeadContributions? Contributions(IStoreSession session, string leadId)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var rules = database.Timelines.At(session, lead.Revision);
        var newest = session.Events.TypesBefore(lead, lead.Fold.Last.Successor, ITrendStore.MaxContributing).ToList();
        var earlier = newest.Count == lead.Fold.Events ? 0 : ScoreTree.ScoreBefore(lead.Fold, session.States.Blocks(lead, rules), newest[^1].Key);
        var tally = new ContributionTally(rules, earlier);
        foreach (var (key, type) in Enumerable.Reverse(newest)) tally.Add(type, key.TimestampMs);
        var types = tally.Types();
        return new(lead.Fold.Score, lead.Fold.Events, lead.Fold.Events - types.Sum(t => t.Events), earlier, types);
    }
}
