using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;

namespace LeadScoring.Tests.Store;

/// <summary>
/// The scoring contract, implemented a second time in the simplest way: first one wins, sort by time and the id's UTF-8
/// bytes, look every rule up, clamp, add. Shares no code with the product's fold.
/// </summary>
public static class Oracle
{
    public sealed record Line(long TimestampMs, string EventId, string EventType, long Points, long Change, long Score, int? RuleVersion);

    public static List<Line> Ledger(IEnumerable<IncomingEvent> arrivals, string leadId, IEnumerable<RuleVersion> rules, long min, long max)
    {
        var counted = arrivals.GroupBy(e => e.EventId).Select(same => same.First()).Where(e => e.LeadId == leadId);
        var ordered = counted.OrderBy(e => e.TimestampMs).ThenBy(e => Convert.ToHexString(Encoding.UTF8.GetBytes(e.EventId)), StringComparer.Ordinal);
        var lines = new List<Line>();
        long score = 0;
        foreach (var e in ordered)
        {
            var rule = rules
                .Where(r => r.EventType == e.EventType && (r.EffectiveFromMs ?? long.MinValue) <= e.TimestampMs)
                .MaxBy(r => r.Version);
            long points = rule is { Active: true } ? rule.Points : 0;
            var next = score + points;
            if (next < min) next = min;
            if (next > max) next = max;
            lines.Add(new(e.TimestampMs, e.EventId, e.EventType, points, next - score, next, rule?.Version));
            score = next;
        }

        return lines;
    }
}
