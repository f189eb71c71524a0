namespace LeadScoring.LocalHosting.Health;

/// <summary>Looks once whether a process can work. Failures are values; only cancellation throws.</summary>
internal interface IHealthProbe
{
    Task<HealthReport> CheckAsync(CancellationToken cancellationToken);
}
