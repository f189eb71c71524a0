using System.Diagnostics;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>The services as they are shipped, each on a free port, without Redis: they start without it, and answer.</summary>
public sealed class ServiceProcesses : IAsyncLifetime
{
    private const string Listening = "Now listening on: ";
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-services-").FullName;
    private readonly List<Process> _processes = [];

    private readonly Dictionary<string, Uri> _addresses = [];

    public Uri this[string service] => _addresses[service];

    public async Task InitializeAsync()
    {
        foreach (var (service, address) in await Task.WhenAll(new[] { "Api", "Web", "Worker", "Demo" }.Select(StartAsync))) _addresses[service] = address;
    }

    public Task DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task<(string Service, Uri Address)> StartAsync(string service)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, $"LeadScoring.{service}.dll"), "--urls=http://127.0.0.1:0", "--ConnectionStrings:redis=127.0.0.1:1",
            $"--ConnectionStrings:leadscoring=Data Source={_folder}/{service}.db", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
        ];
        var process = new Process { StartInfo = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory } };
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(Listening) is [_, var url]) address.TrySetResult(new Uri(url.Trim()));
        };
        lock (_processes) _processes.Add(process);
        process.Start();
        process.BeginOutputReadLine();
        return (service, await address.Task.WaitAsync(3 * Wait.Limit));
    }
}
