using System.Text;
using System.Text.Json;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>
/// The scoring contract written a second time, from its text and as plainly as possible, sharing nothing with the product:
/// sort by (timestamp, eventId bytes), add the points, clamp.
/// </summary>
public sealed class ScoreOracle(IReadOnlyDictionary<string, int> points, long min = 0, long max = 1000)
{
    public IReadOnlyList<OracleLine> Ledger(IEnumerable<OracleEvent> events)
    {
        var ordered = events.DistinctBy(e => e.EventId).ToList();
        ordered.Sort((a, b) =>
        {
            var byTime = a.Timestamp.CompareTo(b.Timestamp);
            return byTime != 0
                ? byTime
                : Encoding.UTF8.GetBytes(a.EventId).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.EventId));
        });

        long score = 0;
        var lines = new List<OracleLine>();
        foreach (var e in ordered)
        {
            var worth = points.GetValueOrDefault(e.EventType);
            var next = Math.Clamp(score + worth, min, max);
            lines.Add(new OracleLine(e.EventId, worth, next - score, score, next));
            score = next;
        }

        return lines;
    }
}

/// <summary>An event as a client sends it.</summary>
public sealed record OracleEvent(string EventId, string EventType, string LeadId, DateTimeOffset Timestamp);

/// <summary>What the ledger must say of one event.</summary>
public sealed record OracleLine(string EventId, int Points, long Change, long PreviousScore, long Score);

public static class LedgerAssert
{
    /// <summary>Every lead's score and ledger equal the oracle's, line for line.</summary>
    public static async Task EqualsOracleAsync(ApiClient api, ScoreOracle oracle, IReadOnlyList<string> leadIds, IEnumerable<OracleEvent> events)
    {
        var byLead = events.ToLookup(e => e.LeadId);
        await Parallel.ForEachAsync(leadIds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, ct) =>
        {
            var expected = oracle.Ledger(byLead[id]);
            var actual = (await api.LedgerAsync(id, ct)).Select(Line).ToList();
            Assert.Equal(expected, actual);
            var lead = await api.GetAsync($"/api/leads/{id}", ct);
            Assert.Equal(expected.Count == 0 ? 0 : expected[^1].Score, lead.GetProperty("currentScore").GetInt64());
            Assert.Equal(expected.Count, lead.GetProperty("eventCount").GetInt64());
            Assert.Equal(lead.GetProperty("currentScore").GetInt64(), actual.Sum(l => l.Change));
        });
    }

    private static OracleLine Line(JsonElement row) => new(
        row.GetProperty("eventId").GetString()!, row.GetProperty("points").GetInt32(), row.GetProperty("change").GetInt64(),
        row.GetProperty("previousScore").GetInt64(), row.GetProperty("score").GetInt64());
}
