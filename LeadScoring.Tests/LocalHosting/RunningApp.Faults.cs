using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using LeadScoring.ServiceDefaults;
using StackExchange.Redis;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>What only works on local processes: ending and freezing them, and reading what they wrote.</summary>
public sealed partial class RunningApp
{
    private const string LeaseKey = "ls:{lease}:all";

    /// <summary>All resources' states and latest lines.</summary>
    public string Logs() => Logs(_app);

    /// <summary>kill -9 of one process of the resource; returns when the host has it healthy again.</summary>
    public async Task KillAsync(string resource)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var pid = _app.GetProcessIds(resource)[0];
        Kill(pid);
        try
        {
            await _app.WaitForRestartAsync(resource, pid, limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"{resource} (process {pid}) did not come back. What was written:\n{Logs(_app)}", e);
        }
    }

    /// <summary>kill -9 of the worker that holds the lease. The other one takes over, or the restarted one is first.</summary>
    public async Task KillBusyWorkerAsync()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync((await _app.GetConnectionStringAsync("redis"))!);
        var lease = redis.GetDatabase();
        string? holder = null;
        await Eventually.TrueAsync(async () => (holder = await lease.StringGetAsync(LeaseKey)) is not null, TimeSpan.FromSeconds(10), "a worker holds the lease");

        var pid = _app.GetProcessIds("worker").Single(id => Environment(id).Contains($"service.instance.id={holder}", StringComparison.Ordinal));
        Kill(pid);
    }

    /// <summary>Stops every process of the resource from running, without ending it, until disposed: it neither answers nor fails.</summary>
    public IDisposable Freeze(string resource) => new Frozen([.. _app.GetProcessIds(resource)]);

    private static string Environment(int pid) => File.ReadAllText($"/proc/{pid}/environ");

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static string Logs(DistributedApplication app) => app.DumpLogs();
}
