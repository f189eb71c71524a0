using System.Diagnostics;
using LeadScoring.LocalHosting.Health;
using LeadScoring.LocalHosting.Logging;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>A child process that is started again whenever it exits, as the same instance on the same port.</summary>
/// <param name="id">Stable across restarts.</param>
/// <param name="spec">Makes what to start, before each start.</param>
/// <param name="probe">Null if running is all that is asked of it.</param>
/// <param name="log">Takes its output.</param>
/// <param name="time">Measures how long it ran.</param>
internal sealed class ProcessInstance(
    string id, Func<CancellationToken, Task<ProcessSpec>> spec, IHealthProbe? probe, ResourceLog log, TimeProvider time) : IInstance
{
    private readonly CancellationTokenSource _stop = new();
    private Task _supervising = Task.CompletedTask;
    private Action _changed = () => { };
    private volatile Process? _process;

    public string Id { get; } = id;

    public int? ProcessId { get; private set; }

    public bool IsRunning => ProcessId is not null;

    public int Starts { get; private set; }

    public HealthReport Health { get; private set; } = HealthReport.Unhealthy("not started yet");

    public void Start(Action changed)
    {
        _changed = changed;
        _supervising = Task.Run(SuperviseAsync);
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken killNow)
    {
        await _stop.CancelAsync();
        if (_process is { } running) Signals.Terminate(running);
        await _supervising.WaitAsync(grace, time, killNow).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_supervising.IsCompleted) return;
        if (_process is { } stubborn)
        {
            log.WriteHost($"{Id} did not stop in time and is killed");
            Signals.Kill(stubborn);
        }

        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task SuperviseAsync()
    {
        var backoff = new RestartBackoff();
        while (!_stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            var ending = await RunOnceAsync();
            if (_stop.IsCancellationRequested) return;
            var delay = backoff.Next(time.GetElapsedTime(started));
            log.WriteHost($"{Id} {ending}; starting it again in {delay.TotalMilliseconds:0} ms (and for as long as it takes)");
            await Task.Delay(delay, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> RunOnceAsync()
    {
        string ending;
        try
        {
            using var process = await ProcessLauncher.StartAsync(await spec(_stop.Token));
            ending = await WatchAsync(process);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            ending = "was stopped";
        }
        catch (Exception e)
        {
            // The app host's own callbacks run here too: whatever they throw is told, and tried again.
            ending = $"could not be started: {e.Message}";
        }

        Set(null, HealthReport.Unhealthy(ending));
        return ending;
    }

    private async Task<string> WatchAsync(Process process)
    {
        using var watch = new CancellationTokenSource();
        _process = process;
        try
        {
            process.StandardInput.Close();
            Starts++;
            Set(process.Id, probe is null ? HealthReport.Healthy : HealthReport.Unhealthy("starting"));
            if (_stop.IsCancellationRequested) Signals.Terminate(process); // StopAsync may have come too early to see it
            var output = Task.WhenAll(log.ReadAsync(process.StandardOutput), log.ReadAsync(process.StandardError));
            var health = probe is null ? Task.CompletedTask : HealthMonitor.RunAsync(probe, r => Set(process.Id, r), watch.Token);
            await process.WaitForExitAsync(CancellationToken.None);
            await watch.CancelAsync();
            await health.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A grandchild may keep the pipe open: the last lines are worth a moment, not more.
            await output.WaitAsync(TimeSpan.FromMilliseconds(200), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return $"exited with code {process.ExitCode}";
        }
        finally
        {
            _process = null;
        }
    }

    private void Set(int? processId, HealthReport health)
    {
        (ProcessId, Health) = (processId, health);
        _changed();
    }
}
