using System.Text;

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
