using System.Diagnostics;
using System.Globalization;
using System.Text;
using LeadScoring.AppHost.Services;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The host as <c>./run</c> starts it: a program of its own, with the Aspire dashboard.</summary>
[Collection(Alone.Name)]
public sealed class HostProgramTests : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_tells_its_addresses_refuses_a_second_one_and_leaves_nothing_behind_within_ten_seconds()
    {
        using var host = Start();
        await host.HealthyAsync();
        Assert.Contains($"Redis: redis-server, files in {_folder}/redis; Store: SQLite, {_folder}/leadscoring.db", host.Output, StringComparison.Ordinal);
        foreach (var line in new[] { $"  Dashboard         http://localhost:{host.WebPort}", $"  API               http://localhost:{host.ApiPort}", "  Aspire dashboard  http://localhost:" })
            Assert.Contains(line, host.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        foreach (var url in new[] { $"http://localhost:{host.WebPort}/", $"http://localhost:{host.ApiPort}/health", host.AspireDashboard })
            Assert.True((await http.GetAsync(url)).IsSuccessStatusCode, url);

        using var second = Start();
        Assert.Equal(1, await second.EndAsync(StartLimit));
        Assert.Contains($"Cannot run: The data folder {_folder} is in use by another host (process {host.Pid})", second.Output, StringComparison.Ordinal);

        var processes = Processes();
        Assert.Contains(processes, p => p.Line.Contains("redis-server", StringComparison.Ordinal));
        Assert.Contains(processes, p => p.Line.Contains("/dcp", StringComparison.Ordinal));
        host.Signal("TERM");
        await Wait.UntilAsync(() => Task.FromResult(Processes().Count == 0), "nothing is left", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Host_that_was_killed_can_be_started_again_at_once_and_everything_is_there()
    {
        using (var first = Start())
        {
            await first.HealthyAsync();
            await new ApiClient(new HttpClient { BaseAddress = new Uri($"http://localhost:{first.ApiPort}") }).CreateLeadAsync("John Doe", "john@example.com");
            first.Signal("KILL");
        }

        using var second = Start();
        await second.HealthyAsync();
        var api = new ApiClient(new HttpClient { BaseAddress = new Uri($"http://localhost:{second.ApiPort}") });
        Assert.Equal(1, (await api.GetAsync("/api/leads?search=john")).GetProperty("total").GetInt32());
        Assert.Single(Processes(), p => p.Line.Contains("redis-server", StringComparison.Ordinal));
        second.Signal("TERM");
        await Wait.UntilAsync(() => Task.FromResult(Processes().Count == 0), "nothing is left", TimeSpan.FromSeconds(15));
    }

    private Host Start() => new(_folder);

    /// <summary>The host's and everything that it started, orchestrator included: they inherit its environment.</summary>
    private List<(int Pid, string Line)> Processes()
    {
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                // Redis writes its title over its environment; but its working folder is ours.
                var isRedis = File.ReadAllText($"{folder}/comm").StartsWith("redis-server", StringComparison.Ordinal) && new FileInfo($"{folder}/cwd").LinkTarget == $"{_folder}/redis";
                if (!isRedis && !File.ReadAllText($"{folder}/environ").Contains($"LEADSCORING_DATA={_folder}\0", StringComparison.Ordinal)) continue;
                found.Add((int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ')));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    private sealed class Host : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _output = new();

        public Host(string folder)
        {
            (ApiPort, WebPort) = (FixedPorts.AnyFree(), FixedPorts.AnyFree());
            var start = new ProcessStartInfo(ServiceBuilderExtensions.BuiltProgram(Path.Combine(Projects.LeadScoring_AppHost.ProjectPath, "LeadScoring.AppHost.csproj"))!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in new Dictionary<string, string>
            {
                ["LEADSCORING_DATA"] = folder, ["API_PORT"] = $"{ApiPort}", ["WEB_PORT"] = $"{WebPort}", ["UseContainers"] = "false", ["DOTNET_ENVIRONMENT"] = "Development",
                ["DOTNET_ROOT"] = ServiceBuilderExtensions.DotnetRoot,
            }) start.Environment[name] = value;
            _process = Process.Start(start)!;
            _process.OutputDataReceived += Read;
            _process.ErrorDataReceived += Read;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public int ApiPort { get; }

        public int WebPort { get; }

        public int Pid => _process.Id;

        public string Output
        {
            get
            {
                lock (_output) return _output.ToString();
            }
        }

        public string AspireDashboard => Output.Split('\n').Single(l => l.StartsWith("  Aspire dashboard", StringComparison.Ordinal)).Split(' ')[^1];

        public async Task HealthyAsync()
        {
            try
            {
                await Wait.UntilAsync(() => Task.FromResult(Output.Contains("Ctrl+C stops it.", StringComparison.Ordinal)), "everything is healthy", StartLimit);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                throw new InvalidOperationException($"It did not start. It wrote:\n{Output}", e);
            }
        }

        public async Task<int> EndAsync(TimeSpan limit)
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
            return _process.ExitCode;
        }

        public void Signal(string name)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
            kill.WaitForExit();
        }

        public void Dispose()
        {
            if (!_process.HasExited) Signal("TERM");
            _process.Dispose();
        }

        private void Read(object sender, DataReceivedEventArgs line)
        {
            lock (_output) _output.Append(line.Data).Append('\n');
        }
    }
}
