namespace LeadScoring.Web.Leads.LeadProfile;

/// <summary>How much of the past the chart shows.</summary>
/// <param name="Days">0: all of it.</param>
public sealed record TrendRange(string Name, string Label, int Days)
{
    public static readonly IReadOnlyList<TrendRange> All = [new("all", "All", 0), new("90d", "90 days", 90), new("30d", "30 days", 30), new("7d", "7 days", 7), new("24h", "24 h", 1)];

    public static TrendRange Parse(string? name) => All.FirstOrDefault(r => r.Name == name, All[0]);

    /// <summary>Null: from the first event on.</summary>
    public DateTimeOffset? From(DateTimeOffset now) => Days > 0 ? now.AddDays(-Days) : null;
}
