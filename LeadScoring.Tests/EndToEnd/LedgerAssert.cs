using System.Text.Json;

namespace LeadScoring.Tests.EndToEnd;

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
