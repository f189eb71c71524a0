using Aspire.Hosting;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>Aspire's processes are not the tests' to end: whatever needs that is skipped, by <see cref="LocalProcessFactAttribute"/>.</summary>
public sealed partial class RunningApp
{
    public string Logs() => Logs(_app);

    public Task KillAsync(string resource) => throw Missing();

    public Task KillBusyWorkerAsync() => throw Missing();

    public IDisposable Freeze(string resource) => throw Missing();

    private static string Logs(DistributedApplication app) => "(Aspire keeps the logs.)";

    private static NotSupportedException Missing() => new("A test that needs local processes must be a [LocalProcessFact].");
}
