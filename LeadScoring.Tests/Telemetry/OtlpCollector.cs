using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadScoring.Tests.Telemetry;

/// <summary>A collector on a real port that receives OTLP over HTTP or gRPC and keeps the decoded data.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5; // compressed or not, and the length
    private readonly WebApplication _app;
    private readonly string _protocol;

    private OtlpCollector(WebApplication app, string protocol) => (_app, _protocol) = (app, protocol);

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    public ConcurrentQueue<ReceivedPoint> Points { get; } = [];

    public ConcurrentQueue<ReceivedLog> Logs { get; } = [];

    public string Endpoint => _app.Urls.First();

    /// <summary>Settings that make a service export to this collector, soon.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = _protocol, ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    /// <param name="protocol"><c>http/protobuf</c> or <c>grpc</c>.</param>
    public static async Task<OtlpCollector> StartAsync(string protocol)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var version = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = version));
        var app = builder.Build();
        var collector = new OtlpCollector(app, protocol);
        collector.Map("traces", "trace.v1.TraceService", collector.Spans, OtlpDecoder.Spans);
        collector.Map("metrics", "metrics.v1.MetricsService", collector.Points, OtlpDecoder.Points);
        collector.Map("logs", "logs.v1.LogsService", collector.Logs, OtlpDecoder.Logs);
        await app.StartAsync();
        return collector;
    }

    /// <summary>The newest value of a cumulative counter or histogram, summed over all senders and tags.</summary>
    public (double Value, long Count) Sum(string metric)
    {
        var newest = Points.Where(p => p.Metric == metric)
            .GroupBy(p => (p.From, string.Join(',', p.Attributes.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}"))))
            .Select(points => points.Last()).ToList();
        return (newest.Sum(p => p.Value), newest.Sum(p => p.Count));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map<T>(string signal, string service, ConcurrentQueue<T> queue, Func<ReadOnlyMemory<byte>, IEnumerable<T>> decode)
    {
        _app.MapPost($"/v1/{signal}", async context =>
        {
            Keep(await BodyAsync(context), queue, decode);
            context.Response.ContentType = "application/x-protobuf";
        });
        _app.MapPost($"/opentelemetry.proto.collector.{service}/Export", async context =>
        {
            Keep((await BodyAsync(context))[GrpcPrefixBytes..], queue, decode);
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]); // an empty message
        });
    }

    private static void Keep<T>(ReadOnlyMemory<byte> message, ConcurrentQueue<T> queue, Func<ReadOnlyMemory<byte>, IEnumerable<T>> decode)
    {
        foreach (var item in decode(message)) queue.Enqueue(item);
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
