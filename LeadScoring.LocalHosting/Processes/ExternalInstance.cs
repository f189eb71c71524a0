using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Health;
using LeadScoring.LocalHosting.Logging;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>A server that runs elsewhere: watched, never started or stopped.</summary>
internal sealed class ExternalInstance(string id, IHealthProbe probe) : IInstance
{
    private readonly CancellationTokenSource _stop = new();

    public string Id { get; } = id;

    public InstanceStatus Status { get; private set; }
        = new(KnownResourceStates.Running) { IsRunning = true, Health = HealthReport.Unhealthy("not looked at yet") };

    public InstanceLog? Log => null;

    public ProcessSpec? Spec => null;

    public void Start(Func<CancellationToken, Task> waitFor, Action changed)
        => _ = HealthMonitor.RunAsync(
            probe,
            report =>
            {
                Status = Status with { Health = report };
                changed();
            },
            _stop.Token);

    public Task StopAsync(TimeSpan grace, CancellationToken killNow) => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();
}
