using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Health;
using LeadScoring.LocalHosting.Logging;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>A child process that is started again whenever it exits, as the same instance on the same port, until it is asked to stop.</summary>
/// <param name="id">Stable across restarts.</param>
/// <param name="spec">Makes what to start, before each start.</param>
/// <param name="probe">Null if running is all that is asked of it.</param>
/// <param name="log">Takes its output.</param>
/// <param name="time">Measures how long it ran.</param>
internal sealed class ProcessInstance(
    string id, Func<CancellationToken, Task<ProcessSpec>> spec, IHealthProbe? probe, InstanceLog log, TimeProvider time) : IInstance
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _stop = new();
    private Task _supervising = Task.CompletedTask;
    private Action _changed = () => { };
    private volatile Process? _process;
    private volatile InstanceStatus _status = new(KnownResourceStates.NotStarted);

    public string Id { get; } = id;

    public InstanceStatus Status => _status;

    public InstanceLog Log => log;

    public ProcessSpec? Spec { get; private set; }

    public void Start(Func<CancellationToken, Task> waitFor, Action changed)
    {
        lock (_gate)
        {
            if (!_supervising.IsCompleted) return;
            _stop.Dispose();
            _stop = new();
            var stop = _stop.Token;
            _changed = changed;
            _status = _status with { State = KnownResourceStates.Waiting, IsStopped = false, Health = HealthReport.Unhealthy("waiting") };
            _supervising = Task.Run(() => SuperviseAsync(waitFor, stop), CancellationToken.None);
        }

        changed();
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken killNow)
    {
        Task supervising;
        lock (_gate)
        {
            _stop.Cancel();
            supervising = _supervising;
        }

        Update(s => s with { State = KnownResourceStates.Stopping, IsStopped = true });
        if (_process is { } running) Signals.Terminate(running);
        await supervising.WaitAsync(grace, time, killNow).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!supervising.IsCompleted && _process is { } stubborn)
        {
            log.WriteHost($"{Id} did not stop in time and is killed");
            Signals.Kill(stubborn);
        }

        await supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Update(s => s with { State = KnownResourceStates.Exited, Health = HealthReport.Unhealthy("stopped") });
    }

    public void Dispose() => _stop.Dispose();

    private async Task SuperviseAsync(Func<CancellationToken, Task> waitFor, CancellationToken stop)
    {
        await waitFor(stop);
        var backoff = new RestartBackoff();
        while (!stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            var ending = await RunOnceAsync(stop);
            if (stop.IsCancellationRequested)
            {
                log.WriteHost($"{Id} was stopped, {ending}");
                return;
            }

            var delay = backoff.Next(time.GetElapsedTime(started));
            log.WriteHost($"{Id} {ending}; starting it again in {delay.TotalMilliseconds:0} ms (and for as long as it takes)");
            await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> RunOnceAsync(CancellationToken stop)
    {
        try
        {
            Update(s => s with { State = KnownResourceStates.Starting });
            using var process = await ProcessLauncher.StartAsync(Spec = await spec(stop));
            await WatchAsync(process, stop);
            var ending = $"exited with code {process.ExitCode}";
            Ended(KnownResourceStates.Exited, process.ExitCode, ending);
            return ending;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return "before it was started";
        }
        catch (Exception e)
        {
            // The app host's own callbacks run here too: whatever they throw is told, and tried again.
            var ending = $"could not be started: {e.Message}";
            Ended(KnownResourceStates.FailedToStart, null, ending);
            return ending;
        }
    }

    private async Task WatchAsync(Process process, CancellationToken stop)
    {
        using var watch = new CancellationTokenSource();
        _process = process;
        try
        {
            process.StandardInput.Close();
            Update(s => s with { ProcessId = process.Id, IsRunning = true, Starts = s.Starts + 1, StartTimeStamp = time.GetUtcNow() });
            Seen(probe is null ? HealthReport.Healthy : HealthReport.Unhealthy("starting"));
            if (stop.IsCancellationRequested) Signals.Terminate(process); // StopAsync may have come too early to see it
            var output = Task.WhenAll(log.ReadAsync(process.StandardOutput, isErrorMessage: false), log.ReadAsync(process.StandardError, isErrorMessage: true));
            var health = probe is null ? Task.CompletedTask : HealthMonitor.RunAsync(probe, Seen, watch.Token);
            await process.WaitForExitAsync(CancellationToken.None);
            await watch.CancelAsync();
            await health.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A grandchild may keep the pipe open: the last lines are worth a moment, not more.
            await output.WaitAsync(TimeSpan.FromMilliseconds(200), time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _process = null;
        }
    }

    private void Seen(HealthReport health) => Update(s => s with
    {
        Health = health,
        State = health.IsHealthy && s.State == KnownResourceStates.Starting ? KnownResourceStates.Running : s.State,
    });

    private void Ended(string state, int? exitCode, string ending) => Update(s => s with
    {
        State = s.IsStopped ? s.State : state,
        ProcessId = null,
        IsRunning = false,
        ExitCode = exitCode,
        StopTimeStamp = time.GetUtcNow(),
        Health = HealthReport.Unhealthy(ending),
    });

    private void Update(Func<InstanceStatus, InstanceStatus> change)
    {
        lock (_gate) _status = change(_status);
        _changed();
    }
}
