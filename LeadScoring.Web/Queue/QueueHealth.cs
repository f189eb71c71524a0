using System.Globalization;
using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Queue;

/// <summary>How the queue is, in one sentence.</summary>
/// <param name="Kind">idle, well, behind, stopped or blind: for the look.</param>
/// <param name="Verdict">Its first words.</param>
/// <param name="Text">The rest.</param>
public sealed record QueueHealth(string Kind, string Verdict, string Text)
{
    /// <summary>Younger entries are on their way.</summary>
    private const long BehindMs = 5_000;

    /// <summary>Without a finished event for so long, nobody works.</summary>
    private const long StoppedMs = 15_000;

    /// <param name="now">For ages.</param>
    public static QueueHealth Of(QueueState state, DateTimeOffset now)
    {
        if (state.Problem is { } problem) return Blind(state, problem, now);
        if (state is not { Stats: { } stats, Workers: { } workers, History: { } history }) return new("idle", "", "");
        var running = workers.Workers.Where(w => w.Running).ToList();
        var standsFor = StandsFor(stats, history, now);
        var hasWork = stats.Waiting + stats.Active > 0;
        if (running.Count == 0) return NoWorker(state, workers, standsFor);
        if (hasWork && stats.LagMs >= StoppedMs && standsFor >= StoppedMs)
            return new("stopped", "Stopped:", $"no event was scored for {Durations.Text(standsFor)}, although {Name(running)}. {Numbers.Count(state.Pending, "event waits", "events wait")}.");
        if (hasWork && stats.LagMs >= BehindMs) return Behind(state.Pending, history);
        return QueueRates.Finished(history, 12) > 0 || state.Pending > 0 ? KeepingUp(state, history) : Idle(history, stats.Failed, now);
    }

    private static QueueHealth Blind(QueueState state, Http.ApiException problem, DateTimeOffset now)
    {
        var age = state.ReadAt is { } at ? $" Numbers are from {RelativeTime.Text(at, now)}." : "";
        var why = problem.Status is null ? "the server doesn't answer, the queue may be fine." : $"{char.ToLowerInvariant(problem.Title[0])}{problem.Title[1..]}";
        return new("blind", "This page is blind:", $"{why}{age}");
    }

    private static QueueHealth NoWorker(QueueState state, QueueWorkersResponse workers, long standsFor)
    {
        var last = workers.Workers.MaxBy(w => w.LastSeenAt);
        var seen = last is null ? "None was seen in the last day." : $"Last seen: {last.Name}, {RelativeTime.Text(last.LastSeenAt, state.ReadAt ?? last.LastSeenAt)}.";
        return state.Pending == 0
            ? new("stopped", "No worker runs:", $"nothing waits yet, but events that come now will. {seen}")
            : new("stopped", "Stopped:", $"no worker has taken anything for {Durations.Text(standsFor)}. {Numbers.Count(state.Pending, "event waits", "events wait")}. {seen}");
    }

    private static QueueHealth Behind(long pending, QueueHistoryResponse history)
    {
        var (accepted, finished) = (QueueRates.AcceptedPerSecond(history), QueueRates.FinishedPerSecond(history));
        var rest = finished > accepted
            ? $"caught up in about {Durations.Text((long)(pending / (finished - accepted) * 1000))} at this rate."
            : $"and not catching up: {QueueRates.Text(accepted)} come in, {QueueRates.Text(finished)} are scored.";
        return new("behind", "Behind:", $"{Numbers.Of(pending)} waiting, {rest}");
    }

    private static QueueHealth KeepingUp(QueueState state, QueueHistoryResponse history)
    {
        var waiting = state.Pending == 0 ? "nothing waiting" : $"{Numbers.Of(state.Pending)} waiting";
        var latency = history.Latency is { } l ? $", scored {Durations.Text(l.P50)} after they arrive (95 % within {Durations.Text(l.P95)})" : "";
        return new("well", "Keeping up:", $"{QueueRates.Text(QueueRates.FinishedPerSecond(history))}{latency}, {waiting}.");
    }

    private static QueueHealth Idle(QueueHistoryResponse history, long failed, DateTimeOffset now)
    {
        var last = history.Points.LastOrDefault(p => p.Finished > 0);
        var when = last is null ? "no event came in the last 15 minutes" : $"the last event was scored {RelativeTime.Text(last.At.AddSeconds(history.SecondsPerPoint), now)}";
        return failed == 0 ? new("idle", "Nothing to do:", $"{when}.") : new("idle", "Nothing waits:", $"{when}, and {Numbers.Of(failed)} failed.");
    }

    /// <summary>Since something was finished, or since the oldest entry has been waiting if that is shorter, ms.</summary>
    private static long StandsFor(QueueStatsResponse stats, QueueHistoryResponse history, DateTimeOffset now)
    {
        var last = history.Points.LastOrDefault(p => p.Finished > 0)?.At ?? history.Points[0].At;
        return Math.Max(0, Math.Min(stats.LagMs, (long)(now - last.AddSeconds(history.SecondsPerPoint)).TotalMilliseconds));
    }

    private static string Name(List<WorkerResponse> running) => running is [var only] ? $"{only.Name} runs" : $"{running.Count} workers run";
}

/// <summary>Rates from the history of the queue.</summary>
public static class QueueRates
{
    /// <summary>15 s: shorter jumps, longer is not the present.</summary>
    private const int Points = 3;

    public static double AcceptedPerSecond(QueueHistoryResponse history) => (double)Newest(history, Points).Sum(p => p.Accepted) / Seconds(history);

    public static double FinishedPerSecond(QueueHistoryResponse history) => (double)Newest(history, Points).Sum(p => p.Finished) / Seconds(history);

    public static long Finished(QueueHistoryResponse history, int points) => Newest(history, points).Sum(p => p.Finished);

    /// <summary>"12 events/s", "0.4 events/s".</summary>
    public static string Text(double perSecond) => $"{Number(perSecond)} events/s";

    public static string Number(double perSecond) => perSecond >= 10 ? Numbers.Of((long)Math.Round(perSecond)) : perSecond.ToString("0.#", CultureInfo.InvariantCulture);

    private static IEnumerable<QueuePointResponse> Newest(QueueHistoryResponse history, int points) => history.Points.TakeLast(points);

    private static int Seconds(QueueHistoryResponse history) => Math.Max(1, Math.Min(Points, history.Points.Count) * history.SecondsPerPoint);
}

/// <summary>Durations as people say them.</summary>
public static class Durations
{
    /// <summary>"8 ms", "1.2 s", "40 s", "4 min", "3 h", "2 d".</summary>
    public static string Text(long ms) => ms switch
    {
        < 1_000 => $"{Math.Max(0, ms)} ms",
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.#} s"),
        < 60_000 => $"{ms / 1_000} s",
        < 3_600_000 => $"{ms / 60_000} min",
        < 172_800_000 => $"{ms / 3_600_000} h",
        _ => $"{ms / 86_400_000} d",
    };
}
