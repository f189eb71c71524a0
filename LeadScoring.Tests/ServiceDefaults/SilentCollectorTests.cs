using System.Net;
using System.Net.Sockets;
using LeadScoring.Core.Telemetry;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>In either mode. The settings are the process's own environment, so nothing may run beside it.</summary>
[Collection(WholeSystem.Name)]
public sealed class SilentCollectorTests : IDisposable
{
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
        for (var i = 0; i < 20; i++)
        {
            using var span = Meters.Traces.StartActivity("request");
            Assert.NotNull(span);
            host.Services.GetRequiredService<ILogger<SilentCollectorTests>>().LogWarning("something");
            await Task.Delay(20);
        }

        var stopping = TimeProvider.System.GetTimestamp();
        await host.StopAsync();
        host.Dispose();
        Assert.InRange(TimeProvider.System.GetElapsedTime(stopping).TotalSeconds, 0, 5);
    }
}
