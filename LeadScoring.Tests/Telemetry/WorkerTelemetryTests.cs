using System.Diagnostics;
using System.Diagnostics.Metrics;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Telemetry;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Worker;

namespace LeadScoring.Tests.Telemetry;

/// <summary>Spans and counters of failures. Listeners receive those of the whole process, so no other test may run at the same time.</summary>
[Collection(Alone.Name)]
public sealed class WorkerTelemetryTests : WorkerFixture
{
    [Fact]
    public async Task Failed_attempts_retries_and_dead_letters_are_counted_and_their_spans_are_errors()
    {
        var counts = new Dictionary<string, long>();
        using var meters = Count(counts);
        var spans = new List<Activity>();
        using var traces = Listen(spans);
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, prepare: s => s.Fail = events =>
            events.Any(e => e.EventId == "poison") ? new InvalidOperationException("secret") : null));

        using (var request = Meters.Traces.StartActivity("request"))
        {
            await Queue.EnqueueAsync(Lane.Live, [Given.Event(Leads[0], "poison", "page_view", 1)], default);
            await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("nobody", "lost", "page_view", 1)], default);
        }

        await DrainedAsync();
        await Wait.UntilAsync(() => Task.FromResult(Of(counts, "leadscoring.events.dead_lettered") == 2), "both are counted");
        Assert.Equal(4, Of(counts, "leadscoring.events.retried live"));
        Assert.Equal(1, Of(counts, "leadscoring.events.dead_lettered live"));
        Assert.Equal(1, Of(counts, "leadscoring.events.dead_lettered bulk"));
        Assert.Equal(0, Of(counts, "leadscoring.events.scored"));
        var dead = Ended(spans).Where(s => s.Status == ActivityStatusCode.Error).ToList();
        Assert.Equal(2, dead.Count);
        Assert.All(dead, s => Assert.Equal(("score event", "dead-lettered"), (s.DisplayName, s.StatusDescription)));
        Assert.DoesNotContain(Ended(spans), s => s.TagObjects.Any(t => t.Value is string text && text.Contains("secret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_commit_that_the_store_refuses_is_an_error_of_every_span_of_its_batch()
    {
        var spans = new List<Activity>();
        using var traces = Listen(spans);
        var away = true;
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, prepare: s => s.Fail = _ =>
            Volatile.Read(ref away) ? new StoreUnavailableException("away") : null));
        using (var request = Meters.Traces.StartActivity("request"))
        {
            await SubmitAsync(Lane.Live, Given.Event(Leads[0], "e1", "page_view", 1), Given.Event(Leads[1], "e2", "page_view", 1));
        }

        await Wait.UntilAsync(() => Task.FromResult(Failed().Count > 0), "a failed span");
        Assert.All(Failed(), s => Assert.Equal("StoreUnavailableException", s.GetTagItem("error.type")));
        Volatile.Write(ref away, false);
        await DrainedAsync();
        await Wait.UntilAsync(
            () => Task.FromResult(Ended(spans).Exists(s => s is { DisplayName: "score events", Status: ActivityStatusCode.Unset })), "both are scored");
        await AllIsWellAsync();

        List<Activity> Failed() => [.. Ended(spans).Where(s => s is { DisplayName: "score events", Status: ActivityStatusCode.Error })];
    }

    [Fact]
    public async Task The_events_of_one_request_are_one_span_in_its_trace_however_many_they_are()
    {
        var spans = new List<Activity>();
        using var traces = Listen(spans);
        using (var request = Meters.Traces.StartActivity("request"))
        {
            await SubmitAsync(Lane.Live, Traffic(500));
        }

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await DrainedAsync();
        await Wait.UntilAsync(() => Task.FromResult(Ended(spans).Exists(s => s.DisplayName == "score events")), "the span");
        var enqueue = Ended(spans).Single(s => s.DisplayName == "enqueue");
        Assert.All(Ended(spans).Where(s => s.DisplayName == "score events"), s => Assert.Equal(enqueue.SpanId, s.ParentSpanId));
        Assert.Equal(500, Ended(spans).Where(s => s.DisplayName == "score events").Sum(s => (int)s.GetTagItem("messaging.batch.message_count")!));
        Assert.Single(Ended(spans).Select(s => s.TraceId).Distinct());
    }

    [Fact]
    public async Task A_batch_of_many_requests_gets_one_span_that_is_linked_to_them()
    {
        var spans = new List<Activity>();
        using var traces = Listen(spans);
        foreach (var e in Traffic(200))
        {
            using var request = Meters.Traces.StartActivity("request");
            await SubmitAsync(Lane.Live, e);
        }

        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await DrainedAsync();
        await Wait.UntilAsync(() => Task.FromResult(Ended(spans).Exists(s => s.DisplayName == "score batch")), "the batch's span");
        var requests = Ended(spans).Where(s => s.DisplayName == "enqueue").Select(s => s.SpanId).ToHashSet();
        var batch = Ended(spans).First(s => s.DisplayName == "score batch");
        Assert.InRange(batch.Links.Count(), 33, 128);
        Assert.All(batch.Links, link => Assert.Contains(link.Context.SpanId, requests));
        Assert.Equal(2, Ended(spans).Count(s => s.ParentSpanId == batch.SpanId));
        Assert.DoesNotContain(Ended(spans), s => s.DisplayName == "score event");
    }

    [Fact]
    public async Task Without_a_listener_there_are_no_spans()
    {
        Assert.False(Meters.Traces.HasListeners());
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "e1", "page_view", 1));
        await DrainedAsync();
        Assert.Null(Activity.Current);
        await AllIsWellAsync();
    }

    private static long Of(Dictionary<string, long> counts, string name)
    {
        lock (counts) return counts.Where(c => c.Key == name || c.Key.StartsWith(name + " ", StringComparison.Ordinal)).Sum(c => c.Value);
    }

    private static List<Activity> Ended(List<Activity> spans)
    {
        lock (spans) return [.. spans];
    }

    private static MeterListener Count(Dictionary<string, long> counts)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == Meters.Name) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var lane = tags.ToArray().FirstOrDefault(t => t.Key == "lane").Value;
            lock (counts) counts[$"{instrument.Name} {lane}"] = counts.GetValueOrDefault($"{instrument.Name} {lane}") + value;
        });
        listener.Start();
        return listener;
    }

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Meters.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans) spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
