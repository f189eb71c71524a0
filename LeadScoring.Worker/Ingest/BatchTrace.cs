using System.Diagnostics;
using LeadScoring.Core.Telemetry;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// A batch's spans. A few traced events get one each under the request that sent them, with the commit and the announcement
/// below it, so that one trace runs from HTTP to the feed; a large batch gets a single span with links.
/// <code>
/// POST /api/events                 API, server
///   enqueue                        API, producer
///     score event                  worker, consumer
///       commit
///       announce
/// </code>
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    private const int MaxSpans = 32, MaxLinks = 128;
    private readonly List<(Activity Span, Delivery? Delivery)> _spans = [];

    private BatchTrace()
    {
    }

    /// <summary>Null when nobody listens, or nobody sent a trace.</summary>
    public static BatchTrace? Start(IReadOnlyList<Delivery> batch)
    {
        if (!Meters.Traces.HasListeners()) return null;
        var traced = batch.Where(d => d.Entry.TraceParent is not null).Take(MaxLinks).ToList();
        if (traced.Count == 0) return null;

        var trace = new BatchTrace();
        Activity.Current = null;
        if (batch.Count <= MaxSpans) traced.ForEach(trace.AddSpan);
        else trace.AddBatchSpan(traced, batch.Count);
        return trace;
    }

    /// <summary>A step that the whole batch took together.</summary>
    public void Step(string name, DateTimeOffset started, DateTimeOffset ended)
    {
        foreach (var (span, _) in _spans)
        {
            using var step = Meters.Traces.StartActivity(name, ActivityKind.Internal, span.Context, startTime: started);
            step?.SetEndTime(ended.UtcDateTime);
            Activity.Current = null;
        }
    }

    public void Failed(Exception e)
    {
        foreach (var (span, _) in _spans) span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().Name);
    }

    /// <summary>Says that, not why: reasons can hold what a client sent, and can be read with the job.</summary>
    public void DeadLettered(IEnumerable<Delivery> dead)
    {
        var gone = dead.ToHashSet();
        foreach (var (span, delivery) in _spans)
        {
            if (delivery is not null && gone.Contains(delivery)) span.SetStatus(ActivityStatusCode.Error, "dead-lettered");
        }
    }

    public void Dispose()
    {
        foreach (var (span, _) in _spans) span.Dispose();
    }

    private void AddSpan(Delivery delivery)
    {
        var span = Meters.Traces.StartActivity("score event", ActivityKind.Consumer, delivery.Entry.TraceParent);
        Activity.Current = null;
        if (span is null) return;
        span.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", delivery.Source.Name).SetTag("messaging.message.id", delivery.Entry.Id)
            .SetTag("leadscoring.event_id", delivery.Content.EventId).SetTag("leadscoring.lead_id", delivery.Content.LeadId)
            .SetTag("leadscoring.attempt", delivery.Attempt);
        _spans.Add((span, delivery));
    }

    private void AddBatchSpan(List<Delivery> traced, int count)
    {
        var links = traced
            .Select(d => ActivityContext.TryParse(d.Entry.TraceParent, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default)
            .Select(context => new ActivityLink(context));
        var span = Meters.Traces.StartActivity("score batch", ActivityKind.Consumer, default(ActivityContext), links: links);
        Activity.Current = null;
        if (span is null) return;
        span.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "process").SetTag("messaging.batch.message_count", count);
        _spans.Add((span, null));
    }
}
