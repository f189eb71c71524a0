using System.Diagnostics;
using LeadScoring.Core.Telemetry;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// A batch's spans. The events of one request get one under it, with the commit and the announcement below, so that one trace
/// runs from HTTP to the feed; a batch of very many requests gets a single span with links.
/// <code>
/// POST /api/events                 API, server
///   enqueue                        API, producer
///     score events                 worker, consumer
///       commit
///       announce
/// </code>
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    private const int MaxSpans = 32, MaxLinks = 128;
    private readonly Dictionary<string, Activity> _byRequest = new(StringComparer.Ordinal);
    private Activity? _linked;

    private BatchTrace()
    {
    }

    private IEnumerable<Activity> Spans => _linked is null ? _byRequest.Values : [_linked];

    /// <summary>Null when nobody listens, or nobody sent a trace.</summary>
    public static BatchTrace? Start(IReadOnlyList<Delivery> batch)
    {
        if (!Meters.Traces.HasListeners()) return null;
        var requests = batch.Where(d => d.Entry.TraceParent is not null).GroupBy(d => d.Entry.TraceParent!).ToList();
        if (requests.Count == 0) return null;

        var trace = new BatchTrace();
        Activity.Current = null;
        if (requests.Count > MaxSpans) trace.AddLinked([.. requests.Take(MaxLinks).Select(r => r.Key)], batch.Count);
        else requests.ForEach(request => trace.Add(request.Key, [.. request]));
        return trace;
    }

    /// <summary>A step that the whole batch took together.</summary>
    public void Step(string name, DateTimeOffset started, DateTimeOffset ended)
    {
        foreach (var span in Spans)
        {
            using var step = Meters.Traces.StartActivity(name, ActivityKind.Internal, span.Context, startTime: started);
            step?.SetEndTime(ended.UtcDateTime);
            Activity.Current = null;
        }
    }

    public void Failed(Exception e)
    {
        foreach (var span in Spans) span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().Name);
    }

    /// <summary>Says that, not why: reasons can hold what a client sent, and can be read with the job.</summary>
    public void DeadLettered(Delivery delivery) => SpanOf(delivery)?.SetStatus(ActivityStatusCode.Error, "dead-lettered");

    /// <summary>The span that a delivery belongs to, so that what is logged about it carries its trace.</summary>
    public Activity? SpanOf(Delivery delivery) =>
        _linked ?? (delivery.Entry.TraceParent is { } parent ? _byRequest.GetValueOrDefault(parent) : null);

    public void Dispose()
    {
        foreach (var span in Spans) span.Dispose();
    }

    private void Add(string parent, List<Delivery> deliveries)
    {
        var span = Meters.Traces.StartActivity(deliveries.Count == 1 ? "score event" : "score events", ActivityKind.Consumer, parent);
        Activity.Current = null;
        if (span is null) return;
        span.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "process").SetTag("messaging.batch.message_count", deliveries.Count);
        _byRequest[parent] = span;
        if (deliveries is not [var only]) return;
        span.SetTag("messaging.destination.name", only.Source.Name).SetTag("messaging.message.id", only.Entry.Id)
            .SetTag("leadscoring.event_id", only.Content.EventId).SetTag("leadscoring.lead_id", only.Content.LeadId).SetTag("leadscoring.attempt", only.Attempt);
    }

    private void AddLinked(List<string> parents, int count)
    {
        var links = parents
            .Select(parent => ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default)
            .Select(context => new ActivityLink(context));
        _linked = Meters.Traces.StartActivity("score batch", ActivityKind.Consumer, default(ActivityContext), links: links);
        Activity.Current = null;
        _linked?.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "process").SetTag("messaging.batch.message_count", count);
    }
}
