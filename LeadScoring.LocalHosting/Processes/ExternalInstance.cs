using LeadScoring.LocalHosting.Health;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>A server that runs elsewhere: watched, never started or stopped.</summary>
internal sealed class ExternalInstance(string id, IHealthProbe probe) : IInstance
{
    private readonly CancellationTokenSource _stop = new();

    public string Id { get; } = id;

    public int? ProcessId => null;

    public bool IsRunning => true;

    public int Starts => 0;

    public HealthReport Health { get; private set; } = HealthReport.Unhealthy("not looked at yet");

    public void Start(Action changed)
        => _ = HealthMonitor.RunAsync(
            probe,
            report =>
            {
                Health = report;
                changed();
            },
            _stop.Token);

    public Task StopAsync(TimeSpan grace, CancellationToken killNow) => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();
}
