using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.AppHost.Services;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The operating system's processes behind an application's resources, as Aspire reports them.</summary>
internal sealed class AppProcesses : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ResourceEvent> _latest = new(StringComparer.Ordinal);
    private readonly Task _watching;

    public AppProcesses(ResourceNotificationService resources) => _watching = WatchAsync(resources);

    /// <summary>By resource, each replica on its own.</summary>
    public IEnumerable<(string Id, string? State)> States => _latest.Select(r => (r.Key, r.Value.Snapshot.State?.Text));

    public IReadOnlyList<int> Of(string resource) => [.. Events(resource).Select(RunningPid).OfType<int>().Order()];

    /// <summary>kill -9; returns when another process of the same replica runs, and how long that took.</summary>
    public async Task<TimeSpan> KillAsync(string resource, int pid)
    {
        var replica = Events(resource).Single(e => RunningPid(e) == pid).ResourceId;
        var killed = Stopwatch.GetTimestamp();
        using (var process = Process.GetProcessById(pid)) process.Kill();
        while (RunningPid(_latest[replica]) is not { } now || now == pid) await Task.Delay(10);
        return Stopwatch.GetElapsedTime(killed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_watching.IsCompleted) return;
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private IEnumerable<ResourceEvent> Events(string resource) => _latest.Values.Where(e => e.Resource.Name == resource);

    private static int? RunningPid(ResourceEvent e) =>
        e.Snapshot.State?.Text == KnownResourceStates.Running ? e.Snapshot.ProcessId() : null;

    private async Task WatchAsync(ResourceNotificationService resources)
    {
        try
        {
            await foreach (var change in resources.WatchAsync(_stop.Token)) _latest[change.ResourceId] = change;
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
