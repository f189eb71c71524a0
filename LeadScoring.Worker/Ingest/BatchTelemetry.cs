using System.Diagnostics;
using System.Diagnostics.Metrics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// The spans of a batch. The events of one request get one span under it, with the commit and the announcement below, so that one trace
/// runs from HTTP to the feed. A batch of more than 32 requests gets a single span with links.
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

    /// <summary>Null when there is no listener, or no entry has a trace.</summary>
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

    /// <summary>A step of the whole batch.</summary>
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

    /// <summary>Without the reason, which can contain what a client sent; the job has it.</summary>
    public void DeadLettered(Delivery delivery) => SpanOf(delivery)?.SetStatus(ActivityStatusCode.Error, "dead-lettered");

    /// <summary>The span of a delivery, so that log entries about it carry its trace.</summary>
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
        span.SetTag("messaging.destination.name", only.Source.Name).SetTag("messaging.message.id", only.Entry.Id.ToString())
            .SetTag("leadscoring.event_id", only.Content.EventId).SetTag("leadscoring.lead_id", only.Content.LeadId).SetTag("leadscoring.attempt", only.Number);
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

/// <summary>The counters and histograms of ingest.</summary>
internal static class IngestMeters
{
    private static readonly Lane[] Lanes = Enum.GetValues<Lane>();

    public static void Committed(IReadOnlyList<Delivery> batch, BatchOutcome outcome, TimeSpan took, long nowMs)
    {
        Meters.BatchSize.Record(batch.Count);
        Meters.CommitDuration.Record(took.TotalSeconds);
        if (Meters.Lag.Enabled) Meters.Lag.Record(Seconds(nowMs - batch.Min(d => d.Entry.AppendedAtMs)));
        if (!Meters.EventToCommit.Enabled) return;
        foreach (var (delivery, result) in outcome.Scored)
        {
            if (Counts(result)) Meters.EventToCommit.Record(Seconds(nowMs - delivery.Content.Queued!.Event.ReceivedAtMs));
        }
    }

    /// <summary>How long ago each event was appended that was scored now, ms.</summary>
    public static IEnumerable<long> Latencies(BatchOutcome outcome, long nowMs) =>
        outcome.Scored.Where(s => Counts(s.Outcome)).Select(s => nowMs - s.Delivery.Entry.AppendedAtMs);

    public static void Announced(BatchOutcome outcome, long nowMs)
    {
        if (!Meters.EventToFeed.Enabled) return;
        foreach (var (delivery, result) in outcome.Scored)
        {
            if (Counts(result)) Meters.EventToFeed.Record(Seconds(nowMs - delivery.Content.Queued!.Event.ReceivedAtMs));
        }
    }

    public static void Finished(BatchOutcome outcome)
    {
        foreach (var lane in Lanes)
        {
            var tag = new KeyValuePair<string, object?>("lane", StreamKeys.Name(lane));
            var (scored, duplicate, late, unscored) = (0, 0, 0, 0);
            foreach (var (delivery, result) in outcome.Scored)
            {
                if (delivery.Source.Lane != lane) continue;
                if (result.Status == EventStatus.Duplicate) duplicate++;
                if (!Counts(result)) continue;
                scored++;
                if (result.Late) late++;
                if (result.Unscored) unscored++;
            }

            Add(Meters.Scored, scored, tag);
            Add(Meters.Duplicates, duplicate, tag);
            Add(Meters.Late, late, tag);
            Add(Meters.Unscored, unscored, tag);
            Add(Meters.DeadLettered, outcome.DeadLetters.Count(d => d.Delivery.Source.Lane == lane), tag);
            Add(Meters.Retried, outcome.Retries.Count(d => d.Source.Lane == lane), tag);
        }
    }

    /// <summary>False for a redelivery: it was counted when it was first committed.</summary>
    private static bool Counts(EventOutcome outcome) => outcome is { Status: EventStatus.Committed, Redelivered: false };

    private static void Add(Counter<long> counter, int count, KeyValuePair<string, object?> tag)
    {
        if (count > 0) counter.Add(count, tag);
    }

    private static double Seconds(long ms) => Math.Max(0, ms) / 1000.0;
}
