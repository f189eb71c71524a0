using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Trends;

namespace LeadScoring.Storage.Mongo.Trends;

/// <summary>Trends: the score before a span of time comes from the blocks, the span itself is folded event by event.</summary>
internal sealed class MongoTrendStore(MongoData data) : ITrendStore
{
    private const int MaxConcurrent = 8;

    public Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct) =>
        LeadView.QueryAsync(data, leadId, view => Trend(view, fromMs, toMs, points), ct);

    public async Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct)
    {
        var leads = await data.RunAsync(() => LeadDocuments.FindAsync(data, leadIds, ct), ct);
        var scores = new List<LeadScores>();
        foreach (var some in leadIds.Where(id => leads.TryGetValue(id, out var lead) && !lead.IsDeleted).Chunk(MaxConcurrent))
        {
            var samples = await Task.WhenAll(some.Select(id => SamplesAsync(leads[id], fromMs, toMs, points, ct)));
            scores.AddRange(some.Zip(samples).Where(s => s.Second is not null).Select(s => new LeadScores(s.First, s.Second!)));
        }

        return scores;
    }

    public Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct) => LeadView.QueryAsync(data, leadId, Contributions, ct);

    private static LeadTrend Trend(LeadView view, long? fromMs, long toMs, int points)
    {
        var first = fromMs ?? view.Events(EventKey.Lowest, null).FirstOrDefault()?.TimestampMs ?? view.Lead.Document.Int64("createdAt");
        var from = Math.Min(first, toMs);
        var start = view.ScoreBefore(EventKey.Before(from));
        var (score, span) = (start, new TimeBuckets(from, toMs, points));
        var (each, buckets, end) = (new List<TrendPoint>(), new List<TrendPoint>(), long.MinValue);
        foreach (var e in view.Events(EventKey.Before(from), EventKey.After(toMs)))
        {
            score = view.Step(e).Apply(score);
            var point = new TrendPoint(e.TimestampMs, score, 1, e.Late ? 1 : 0);
            if (each.Count <= points) each.Add(point);
            if (e.TimestampMs < end) point = new(point.AtMs, score, buckets[^1].Events + 1, buckets[^1].Late + point.Late);
            if (e.TimestampMs < end) buckets[^1] = point;
            else buckets.Add(point);
            end = span.EndOf(e.TimestampMs);
        }

        var isExact = each.Count <= points;
        return new(from, toMs, start, isExact, isExact ? each : buckets, view.Rules.Bounds);
    }

    private Task<long[]?> SamplesAsync(MongoLead lead, long fromMs, long toMs, int points, CancellationToken ct)
    {
        // No event since then, as for most leads of a list.
        if (lead.Fold.Last.TimestampMs <= fromMs) return Task.FromResult<long[]?>([.. Enumerable.Repeat(lead.Fold.Score, points)]);
        return LeadView.QueryAsync(data, lead.Id, view => Samples(view, fromMs, toMs, points), ct);
    }

    private static long[] Samples(LeadView view, long fromMs, long toMs, int points)
    {
        var scores = new long[points];
        Array.Fill(scores, view.Lead.Fold.Score);
        long At(int i) => fromMs + ((toMs - fromMs) * i / (points - 1));
        var score = view.ScoreBefore(EventKey.After(fromMs));
        var next = 0;
        foreach (var e in view.Events(EventKey.After(fromMs), EventKey.After(toMs)))
        {
            while (next < points - 1 && At(next) < e.TimestampMs) scores[next++] = score;
            score = view.Step(e).Apply(score);
        }

        while (next < points - 1) scores[next++] = score;
        return scores;
    }

    private static LeadContributions Contributions(LeadView view)
    {
        var fold = view.Lead.Fold;
        var from = fold.Events <= ITrendStore.MaxContributing
            ? EventKey.Lowest
            : view.Newest(fold.Last.Successor).ElementAt(ITrendStore.MaxContributing - 1).Key;
        var earlier = view.ScoreBefore(from);
        var tally = new ContributionTally(view.Rules, earlier);
        foreach (var e in view.Events(from, null)) tally.Add(e.EventType, e.TimestampMs);
        var types = tally.Types();
        return new(fold.Score, fold.Events, fold.Events - types.Sum(t => t.Events), earlier, types);
    }
}
