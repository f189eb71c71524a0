using System.Net;
using System.Net.Sockets;
using LeadScoring.Core.Telemetry;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>In either mode. The settings are the process's own environment, so nothing may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class SilentCollectorTests : IDisposable
{
    /// <summary>An exporter would wait for ten seconds, and there are three.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly TcpListener _collector = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, string> _settings;

    public SilentCollectorTests()
    {
        _collector.Start(); // and never accepts
        _settings = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)_collector.LocalEndpoint).Port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        };
        foreach (var (name, value) in _settings) Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var name in _settings.Keys) Environment.SetEnvironmentVariable(name, null);
        _collector.Dispose();
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_collector_that_never_answers_does_not_keep_a_process_from_ending(string protocol)
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        var builder = Host.CreateApplicationBuilder();
        builder.AddServiceDefaults();
        var host = builder.Build();
        await host.StartAsync();
        await Wait.UntilAsync(
            () =>
            {
                using var span = Meters.Traces.StartActivity("request");
                Assert.NotNull(span);
                host.Services.GetRequiredService<ILogger<SilentCollectorTests>>().LogWarning("something");
                return Task.FromResult(_collector.Pending());
            },
            "something is being sent");
        await host.StopAsync().WaitAsync(StopLimit);
        await Task.Run(host.Dispose).WaitAsync(StopLimit);
    }
}
