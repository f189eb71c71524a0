using LeadScoring.Core.Trends;
using Xunit;

namespace LeadScoring.Tests.Store;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task Scores_at_equally_spaced_times_are_what_the_ledgers_say()
    {
        var (small, big, empty) = (await _store.LeadAsync("small"), await _store.LeadAsync("big"), await _store.LeadAsync("empty"));
        await CommitWithClampsAsync(small, 30);
        await CommitWithClampsAsync(big, 5000);
        string[] asked = [big, "nobody", empty, small];
        foreach (var stale in new[] { false, true })
        {
            if (stale) await _store.Rules.PublishAsync(new("page_view", 77, true, "", true, null), default);
            foreach (var (from, to) in new[] { (1_000_000L, 1_001_250L), (1_000_100, 1_000_107), (0, 3_000_000), (1_000_500, 1_900_000), (1_001_250, 1_002_000) })
            {
                foreach (var points in new[] { 2, 3, 24, 60 }) await AssertScoresAsync(asked, from, to, points);
            }
        }

        await _store.RescoreAsync();
        await AssertScoresAsync(asked, 1_000_100, 1_001_200, 24);
        Assert.Empty(await _store.Trends.ScoresAsync([], 1, 2, 2, default));
        Assert.Empty(await _store.Trends.ScoresAsync(["nobody"], 1, 2, 2, default));
    }

    private async Task AssertScoresAsync(string[] asked, long from, long to, int points)
    {
        var expected = new List<LeadScores>();
        foreach (var lead in asked.Where(id => id != "nobody"))
        {
            var ledger = await _store.LedgerAsync(lead, 1000);
            var scores = Enumerable.Range(0, points).Select(i => (long)decimal.Floor(from + ((decimal)(to - from) * i / (points - 1))))
                .Select(at => ledger.LastOrDefault(l => l.TimestampMs <= at)?.Score ?? 0).ToArray();
            scores[^1] = await _store.ScoreAsync(lead);
            expected.Add(new(lead, scores));
        }

        var found = await _store.Trends.ScoresAsync(asked, from, to, points, default);
        Assert.Equal(expected.Select(e => e.LeadId), found.Select(f => f.LeadId));
        foreach (var (e, f) in expected.Zip(found)) Assert.Equal(e.Scores, f.Scores);
    }
}
