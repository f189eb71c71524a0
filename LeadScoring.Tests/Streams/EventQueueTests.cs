using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.Options;

namespace LeadScoring.Tests.Streams;

public sealed class EventQueueTests : StreamsFixture
{
    protected override Dictionary<string, string?> Settings => new() { ["Streams:BacklogLimit"] = "1000", ["Streams:BulkBacklogLimit"] = "400" };

    [Fact]
    public async Task Bulk_is_refused_long_before_live_is()
    {
        await Queue.EnqueueAsync(Lane.Bulk, Some(400, "bulk"), default);
        var full = await Assert.ThrowsAsync<QueueFullException>(() => Queue.EnqueueAsync(Lane.Bulk, Some(1, "more"), default));
        Assert.Equal(400, full.Bound);
        await Queue.EnqueueAsync(Lane.Live, Some(600, "live"), default);
        await Assert.ThrowsAsync<QueueFullException>(() => Queue.EnqueueAsync(Lane.Live, Some(1, "last"), default));

        static IncomingEvent[] Some(int count, string id) => [.. Enumerable.Range(0, count).Select(i => Given.Event("lead", $"{id}-{i}", "page_view", i))];
    }

    [Fact]
    public async Task A_lead_stays_in_one_partition_and_in_order()
    {
        var events = Enumerable.Range(0, 300).Select(i => Given.Event($"lead{i % 30}", $"e{i}", "page_view", i)).ToArray();
        var at = await Queue.EnqueueAsync(Lane.Bulk, events, default);

        Assert.Equal(events.Length, at.Count);
        foreach (var lead in events.Zip(at).GroupBy(pair => pair.First.LeadId))
        {
            Assert.Single(lead.Select(pair => pair.Second.Partition).Distinct());
            var consumer = Consumer(lead.First().Second);
            await consumer.EnsureGroupAsync();
        }

        foreach (var partition in at.GroupBy(a => a.Partition))
        {
            var entries = await Consumer(partition.First()).ReadNewAsync(1000);
            Assert.Equal(partition.Select(a => a.EntryId), entries.Select(e => e.Id.ToString()));
        }

        Assert.True(at.Select(a => a.Partition).Distinct().Count() > 4, "30 leads spread over the partitions");
    }

    [Fact]
    public async Task Over_the_bound_nothing_is_appended()
    {
        var events = Enumerable.Range(0, 1001).Select(i => Given.Event("lead", $"e{i}", "page_view", i)).ToArray();

        await Assert.ThrowsAsync<QueueFullException>(() => Queue.EnqueueAsync(Lane.Live, events, default));
        Assert.Equal(0, (await Monitor.StatsAsync(default)).Waiting);
        await Queue.EnqueueAsync(Lane.Live, events[..1000], default);
        await Assert.ThrowsAsync<QueueFullException>(() => Queue.EnqueueAsync(Lane.Bulk, events[..1], default));
    }

    [Fact]
    public async Task The_queue_is_unavailable_without_redis_and_recovers_with_it()
    {
        await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "before", "page_view", 1)], default);
        Redis.Kill();
        await Assert.ThrowsAsync<QueueUnavailableException>(() => Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "away", "page_view", 1)], default));
        await Assert.ThrowsAsync<QueueUnavailableException>(() => Monitor.StatsAsync(default));
        await Redis.RestartAsync();

        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "after", "page_view", 1)], default);
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    return false;
                }
            },
            "the connection recovers");
        Assert.Equal(2, (await Monitor.StatsAsync(default)).Waiting);
    }

    /// <summary>The client got a 503, and may have sent the events again, corrected, before Redis answers.</summary>
    [Fact]
    public async Task A_request_that_timed_out_sends_nothing_more_when_redis_answers_late()
    {
        await WhileFrozenAsync(Get<IOptions<StreamOptions>>().Value, () => Assert.ThrowsAsync<QueueUnavailableException>(
            () => Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "given-up", "page_view", 1)], default)));

        await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "later", "page_view", 1)], default);
        Assert.Equal(1, (await Monitor.StatsAsync(default)).Waiting);
    }

    [Fact]
    public async Task The_trace_travels_along()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Meters.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = Meters.Traces.StartActivity("request");
        var at = await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "e", "page_view", 1)], default);

        await Consumer(at[0]).EnsureGroupAsync();
        var sent = ActivityContext.Parse(Assert.Single(await Consumer(at[0]).ReadNewAsync(10)).TraceParent!, null);
        Assert.Equal((request!.TraceId, ActivityTraceFlags.Recorded), (sent.TraceId, sent.TraceFlags));
        Assert.NotEqual(request.SpanId, sent.SpanId); // the producer's own span
    }

    [Fact]
    public async Task Appending_notifies_subscribers()
    {
        var notified = new TaskCompletionSource();
        await Connection.GetSubscriber().SubscribeAsync(StreamKeys.EventsChannel, (_, _) => notified.TrySetResult());
        await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "e", "page_view", 1)], default);

        await notified.Task.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task A_caller_that_expects_a_submission_gets_its_result()
    {
        var submitted = Given.Event("lead", "e1", "page_view", 1);
        using var wait = Get<ISubmissionResults>().Expect(submitted.Submission);
        var at = (await Queue.EnqueueAsync(Lane.Live, [submitted, Given.Event("lead", "e2", "page_view", 1)], default))[0];
        await Consumer(at).EnsureGroupAsync();
        var entries = await Consumer(at).ReadNewAsync(2);
        var channel = EntryCodec.Decode(entries[0].Payload, 1).Queued!.ReplyTo!;
        Assert.Null(EntryCodec.Decode(entries[1].Payload, 1).Queued!.ReplyTo);

        var result = new SubmissionResult(submitted.Submission, new EventOutcome("e1", "lead", EventStatus.Committed, false, 5, 10, true, false), null);
        await Get<SubmissionReplies>().SendAsync([(channel, new SubmissionResult(-1, null, "of another submission")), (channel, result)]);

        Assert.Equal(result, await wait.Result.WaitAsync(Wait.Limit));
    }
}
