namespace LeadScoring.Web.Leads;

/// <summary>A filter by the time of the newest event: within the last days, or none since then.</summary>
public readonly record struct Activity(string? Name, string Label, int ActiveDays, int QuietDays)
{
    public static readonly Activity Any = new(null, "Any activity", 0, 0);

    public static readonly IReadOnlyList<Activity> All =
    [
        Any,
        new("24h", "Active in 24 hours", 1, 0),
        new("7d", "Active in 7 days", 7, 0),
        new("30d", "Active in 30 days", 30, 0),
        new("quiet7d", "Quiet for 7 days", 0, 7),
        new("quiet30d", "Quiet for 30 days", 0, 30),
    ];

    public static Activity Parse(string? name) => All.FirstOrDefault(a => a.Name is not null && a.Name == name, Any);

    public DateTimeOffset? ActiveSince(DateTimeOffset now) => ActiveDays > 0 ? now.AddDays(-ActiveDays) : null;

    public DateTimeOffset? InactiveSince(DateTimeOffset now) => QuietDays > 0 ? now.AddDays(-QuietDays) : null;
}
