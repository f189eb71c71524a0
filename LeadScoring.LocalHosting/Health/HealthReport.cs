using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Health;

internal readonly record struct HealthReport(bool IsHealthy, string Reason, IReadOnlyList<HealthReportSnapshot>? Checks = null)
{
    public static HealthReport Healthy { get; } = new(true, "");

    public static HealthReport Unhealthy(string reason) => new(false, reason);
}
