using System.Diagnostics;
using LeadScoring.Core.Telemetry;

namespace LeadScoring.Worker.Ingest;

/// <summary>
/// The commit's spans. A few traced events get one span each under their request, so that one trace runs from HTTP to the
/// commit; a large batch gets a single span with links.
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    private const int MaxSpans = 32, MaxLinks = 128;
    private readonly List<Activity> _spans = [];

    private BatchTrace()
    {
    }

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

    public void Dispose()
    {
        foreach (var span in _spans) span.Dispose();
        Activity.Current = null;
    }

    private void AddSpan(Delivery delivery)
    {
        var span = Meters.Traces.StartActivity("score event", ActivityKind.Consumer, delivery.Entry.TraceParent);
        if (span is null) return;
        span.SetTag("leadscoring.event_id", delivery.Content.EventId).SetTag("leadscoring.lead_id", delivery.Content.LeadId);
        _spans.Add(span);
        Activity.Current = null;
    }

    private void AddBatchSpan(List<Delivery> traced, int count)
    {
        var links = traced
            .Select(d => ActivityContext.TryParse(d.Entry.TraceParent, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default)
            .Select(context => new ActivityLink(context));
        var span = Meters.Traces.StartActivity("score batch", ActivityKind.Consumer, default(ActivityContext), links: links);
        if (span is not null) _spans.Add(span.SetTag("leadscoring.events", count));
    }
}
