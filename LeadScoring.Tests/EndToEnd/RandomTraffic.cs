namespace LeadScoring.Tests.EndToEnd;

/// <summary>Shuffled events over many leads with duplicates, ties in time, a negative and an unscored type; the same for a seed.</summary>
public static class RandomTraffic
{
    private static readonly string[] Types =
        ["email_open", "page_view", "form_submission", "demo_request", "purchase", "unsubscribed", "no_rule_for_this"];

    public static readonly IReadOnlyDictionary<string, int> Points = new Dictionary<string, int>
    {
        ["email_open"] = 10, ["page_view"] = 5, ["form_submission"] = 20, ["demo_request"] = 50, ["purchase"] = 100,
        ["unsubscribed"] = -75,
    };

    /// <summary>Distinct events, then 10 % of them again, all shuffled.</summary>
    public static List<OracleEvent> Create(IReadOnlyList<string> leadIds, int count, int seed)
    {
        var random = new Random(seed);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var distinct = Enumerable.Range(0, count - (count / 10)).Select(i => new OracleEvent(
            $"evt_{seed}_{i}", Types[random.Next(Types.Length)], leadIds[random.Next(leadIds.Count)],
            // Whole minutes of two days: plenty of ties, which the eventId must break.
            start.AddMinutes(random.Next(2 * 24 * 60)))).ToList();
        var all = distinct.Concat(Enumerable.Range(0, count / 10).Select(_ => distinct[random.Next(distinct.Count)])).ToArray();
        random.Shuffle(all);
        return [.. all];
    }
}
