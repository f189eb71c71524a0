using System.Net;
using System.Net.Sockets;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Telemetry;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>What a collector gets to see of the whole system, by OTLP.</summary>
[Collection(CollectedSystem.Name)]
public sealed class TelemetrySystemTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpan = "b7ad6b7169203331";

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task One_trace_runs_from_the_post_to_the_feed_and_the_figures_add_up(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        await using var app = await RunningApp.StartAsync(null, collector.Environment);
        var lead = await app.Api.CreateLeadAsync("Secret Name", "secret@example.com");
        await PostAsync(app.Api, lead, "traced", "purchase", "2026-01-02T00:00:00Z", $"00-{TraceId}-{ClientSpan}-01");
        await PostAsync(app.Api, lead, "traced", "purchase", "2026-01-02T00:00:00Z");
        await PostAsync(app.Api, lead, "late", "no_such_rule", "2026-01-01T00:00:00Z");
        await app.Api.Http.DeleteAsync($"/api/leads/{await app.Api.CreateLeadAsync("x", "x@example.com")}");
        await app.Api.GetAsync("/api/leads?search=secret@example.com");
        await app.Api.DrainAsync(TimeSpan.FromSeconds(20));

        await AssertTraceAsync(collector, lead);
        await AssertFiguresAsync(collector);
        await AssertSendersAsync(collector);
        Assert.DoesNotContain(collector.Spans, s => s.Attributes.Values.Any(IsSecret) || IsSecret(s.Name));
        Assert.DoesNotContain(collector.Logs, l => IsSecret(l.Body));
        Assert.DoesNotContain(collector.Spans, s => s.Attributes.GetValueOrDefault("url.path") is "/health" or "/alive");
    }

    private static async Task AssertTraceAsync(OtlpCollector collector, string lead)
    {
        List<ReceivedSpan> Trace() => [.. collector.Spans.Where(s => s.TraceId == TraceId)];
        await Wait.UntilAsync(() => Task.FromResult(Trace().Count >= 5), "the trace has arrived");
        var post = Assert.Single(Trace(), s => s.ParentId == ClientSpan);
        Assert.Equal(("api", 2), (post.From.Service, post.Kind));
        var enqueue = Assert.Single(Trace(), s => s.ParentId == post.SpanId && s.Name == "enqueue");
        Assert.Equal(("api", 4), (enqueue.From.Service, enqueue.Kind));
        var score = Assert.Single(Trace(), s => s.ParentId == enqueue.SpanId);
        Assert.Equal(("worker", "score event", 5), (score.From.Service, score.Name, score.Kind));
        Assert.Equal(("traced", lead, "redis"), (score.Attributes["leadscoring.event_id"], score.Attributes["leadscoring.lead_id"], score.Attributes["messaging.system"]));
        Assert.Equal(["announce", "commit"], Trace().Where(s => s.ParentId == score.SpanId).Select(s => s.Name).Order());
        Assert.All(Trace(), s => Assert.True(s.EndNs >= s.StartNs && s.Status != 2, s.Name));
        Assert.Equal(5, Trace().Count);
        var (commit, announce) = (Trace().Single(s => s.Name == "commit"), Trace().Single(s => s.Name == "announce"));
        Assert.True(score.StartNs <= commit.StartNs && commit.EndNs <= announce.StartNs && announce.EndNs <= score.EndNs, "committed, then announced");
    }

    private static async Task AssertFiguresAsync(OtlpCollector collector)
    {
        var expected = new Dictionary<string, double>
        {
            ["leadscoring.events.accepted"] = 3, ["leadscoring.events.scored"] = 2, ["leadscoring.events.duplicate"] = 1,
            ["leadscoring.events.late"] = 1, ["leadscoring.events.unscored"] = 1,
        };
        await Wait.UntilAsync(() => Task.FromResult(expected.All(e => collector.Sum(e.Key).Value == e.Value)), "the counters add up");
        foreach (var histogram in new[] { "leadscoring.event.to_commit", "leadscoring.event.to_feed" })
        {
            await Wait.UntilAsync(() => Task.FromResult(collector.Sum(histogram).Count == 2), histogram);
            Assert.InRange(collector.Sum(histogram).Value, 0, 10);
        }

        Assert.InRange(collector.Sum("leadscoring.batch.size").Value, 3, 3);
        await Wait.UntilAsync(() => Task.FromResult(collector.Points.Any(p => p.Metric == "leadscoring.queue.events")), "the queue's figures");
        Assert.Equal(8, collector.Sum("leadscoring.partitions.held").Value);
        Assert.All(collector.Points.Where(p => p.Metric.StartsWith("leadscoring.", StringComparison.Ordinal)), p => Assert.NotEqual(("", ""), (p.Unit, p.Description)));
        Assert.Contains(collector.Points, p => p.Metric == "http.server.request.duration" && p.From.Service == "api");
    }

    private static async Task AssertSendersAsync(OtlpCollector collector)
    {
        await Wait.UntilAsync(
            () => Task.FromResult(collector.Points.Select(p => p.From).Distinct().Count() == 4), "figures of all four processes");
        Assert.Equal(["api", "web", "worker", "worker"], collector.Points.Select(p => p.From).Distinct().Select(from => from.Service).Order(StringComparer.Ordinal));
        Assert.Equal(4, collector.Points.Select(p => p.From.Instance).Distinct().Count());
        Assert.Contains(collector.Logs, l => l.From.Service == "worker" && l.Body.Contains("holds 8 partitions", StringComparison.Ordinal));
        Assert.Contains(collector.Logs, l => l.From.Service == "api");
    }

    [Fact]
    public async Task Signals_can_go_to_endpoints_of_their_own_and_a_log_line_names_its_trace()
    {
        await using var collector = await OtlpCollector.StartAsync("http/protobuf");
        await using var app = await RunningApp.StartAsync(
            environment: new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = $"{collector.Endpoint}/v1/logs", ["OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{collector.Endpoint}/v1/traces", ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
            });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/rules/page_view") { Content = JsonContent.Create(new { points = 6 }) };
        request.Headers.Add("traceparent", $"00-{TraceId}-{ClientSpan}-01");
        using var response = await app.Api.Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        await Wait.UntilAsync(
            () => Task.FromResult(collector.Logs.Any(l => l.TraceId == TraceId && l.Body.StartsWith("Rule page_view version 2 was published", StringComparison.Ordinal))),
            "the log line with the trace");
        await Wait.UntilAsync(() => Task.FromResult(collector.Spans.Any(s => s.Name == "rescore chunk")), "the rescore's span");
        Assert.Empty(collector.Points);
    }

    [Fact]
    public async Task A_collector_that_is_away_or_never_answers_harms_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var away = new TcpListener(IPAddress.Loopback, 0);
        away.Start();
        var (silentPort, awayPort) = (((IPEndPoint)silent.LocalEndpoint).Port, ((IPEndPoint)away.LocalEndpoint).Port);
        away.Stop();
        await using var app = await RunningApp.StartAsync(
            environment: new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"http://127.0.0.1:{silentPort}/v1/traces",
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"http://127.0.0.1:{silentPort}/v1/metrics",
                ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = $"http://127.0.0.1:{awayPort}/v1/logs",
            });
        var lead = await app.Api.CreateLeadAsync("x", "x@example.com");
        for (var i = 0; i < 50; i++) await PostAsync(app.Api, lead, $"e{i}", "page_view", "2026-01-02T00:00:00Z");
        Assert.Equal(250, (await app.Api.GetAsync($"/api/leads/{lead}")).GetProperty("currentScore").GetInt32());
        Assert.Equal(200, (int)(await app.Api.Http.GetAsync("/health")).StatusCode);
        await Wait.UntilAsync(() => Task.FromResult(silent.Pending()), "something is being sent");
        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static bool IsSecret(string text) => text.Contains("ecret", StringComparison.Ordinal);

    private static async Task PostAsync(ApiClient api, string lead, string eventId, string type, string timestamp, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = JsonContent.Create(new { eventId, eventType = type, leadId = lead, timestamp, sync = true, metadata = new { note = "Secret note" } }),
        };
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        using var response = await api.Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }
}
