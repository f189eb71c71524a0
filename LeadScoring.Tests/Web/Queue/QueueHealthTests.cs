using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Http;
using LeadScoring.Web.Queue;

namespace LeadScoring.Tests.Web.Queue;

public sealed class QueueHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly WorkerResponse Running = new("worker-1", true, Now, 12, 8);

    [Fact]
    public void Queue_that_keeps_up_says_how_quickly() => Expect(
        "well", "Keeping up: 12 events/s, scored 8 ms after they arrive (95 % within 31 ms), nothing waiting.",
        State(History(60, 60)));

    [Fact]
    public void Queue_with_little_to_do_has_a_rate_below_one() => Expect(
        "well", "Keeping up: 0.4 events/s, scored 8 ms after they arrive (95 % within 31 ms), 2 waiting.",
        State(History(2, 2), waiting: 1, delayed: 1));

    [Fact]
    public void Queue_that_is_behind_says_when_it_has_caught_up() => Expect(
        "behind", "Behind: 48,210 waiting, caught up in about 4 min at this rate.",
        State(History(0, 1_000), waiting: 48_200, active: 10, lagMs: 60_000));

    [Fact]
    public void Queue_that_falls_back_says_so() => Expect(
        "behind", "Behind: 48,210 waiting, and not catching up: 200 events/s come in, 80 events/s are scored.",
        State(History(1_000, 400), waiting: 48_210, lagMs: 60_000));

    [Fact]
    public void Queue_that_no_worker_reads_names_the_last_one() => Expect(
        "stopped", "Stopped: no worker has taken anything for 40 s. 312 events wait. Last seen: worker-1, 38 s ago.",
        State(History(0, 0, finishedAgo: 20), waiting: 312, lagMs: 40_000, workers: [Running with { Running = false, LastSeenAt = Now.AddSeconds(-38) }]));

    [Fact]
    public void Queue_stands_still_since_the_last_event_even_when_the_oldest_one_waits_for_longer() => Expect(
        "stopped", "Stopped: no worker has taken anything for 30 s. 1 event waits. None was seen in the last day.",
        State(History(0, 0, finishedAgo: 6), waiting: 1, lagMs: 500_000, workers: []));

    [Fact]
    public void Queue_that_workers_do_not_get_on_with_says_so() => Expect(
        "stopped", "Stopped: no event was scored for 40 s, although worker-1 runs. 312 events wait.",
        State(History(0, 0, finishedAgo: 20), waiting: 300, active: 12, lagMs: 40_000));

    [Fact]
    public void Queue_without_a_worker_warns_before_anything_waits() => Expect(
        "stopped", "No worker runs: nothing waits yet, but events that come now will. Last seen: worker-1, 3 min ago.",
        State(History(0, 0), workers: [Running with { Running = false, LastSeenAt = Now.AddMinutes(-3) }]));

    [Fact]
    public void Queue_where_events_only_back_off_has_not_stopped() =>
        Assert.Equal("well", QueueHealth.Of(State(History(0, 0, finishedAgo: 20), delayed: 3, lagMs: 60_000), Now).Kind);

    [Fact]
    public void Queue_with_nothing_to_do_says_when_it_had()
    {
        Expect("idle", "Nothing to do: the last event was scored 3 min ago.", State(History(0, 0, finishedAgo: 37)));
        Expect("idle", "Nothing to do: no event came in the last 15 minutes.", State(History(0, 0)));
        var failed = State(History(0, 0, finishedAgo: 37));
        Expect("idle", "Nothing waits: the last event was scored 3 min ago, and 300 failed.", failed with { Stats = failed.Stats! with { Failed = 300 } });
    }

    [Fact]
    public void Page_that_cannot_see_the_queue_says_that_it_is_the_page()
    {
        var state = State(History(60, 60)) with { Problem = ApiException.NoAnswer(), ReadAt = Now.AddSeconds(-12) };
        Expect("blind", "This page is blind: the server doesn't answer, the queue may be fine. Numbers are from 12 s ago.", state);
        Expect("blind", "This page is blind: temporarily unavailable.", QueueState.None with { Problem = new(System.Net.HttpStatusCode.ServiceUnavailable, "Temporarily unavailable.", "") });
    }

    private static void Expect(string kind, string text, QueueState state)
    {
        var health = QueueHealth.Of(state, Now);
        Assert.Equal((kind, text), (health.Kind, $"{health.Verdict} {health.Text}"));
    }

    private static QueueState State(QueueHistoryResponse history, long waiting = 0, long active = 0, long delayed = 0, long lagMs = 0, WorkerResponse[]? workers = null) => new(
        new QueueStatsResponse(waiting, active, 0, 0, delayed, waiting + active + delayed, 0, lagMs, []), new(workers ?? [Running], []), history, new([], 0, 0), Now, null);

    /// <summary>The same in every one of the last points.</summary>
    /// <param name="finishedAgo">Instead: one event in the point that ended so many points ago.</param>
    private static QueueHistoryResponse History(long accepted, long finished, int? finishedAgo = null) => new(5, new(8, 31, 47),
        [.. Enumerable.Range(0, 180).Select(i => new QueuePointResponse(
            Now.AddSeconds(-5 * (180 - i)), 0, accepted, finishedAgo is { } ago ? (i == 179 - ago ? 1 : 0) : finished, null))]);
}
