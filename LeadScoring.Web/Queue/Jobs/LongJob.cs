using LeadScoring.Contracts.Imports;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Queue.Jobs;

public enum JobKind
{
    Rescore,
    Replay,
    Import,
}

/// <summary>Work that takes longer than somebody waits for: a rescore, a check of all scores, an import.</summary>
/// <param name="Id">Of the API, among those of its kind.</param>
/// <param name="State">As the API names it.</param>
/// <param name="Cause">What caused it, for people.</param>
/// <param name="Done">Of <paramref name="Total"/>; leads, or rows or bytes of a file.</param>
/// <param name="Total">Null: not known.</param>
/// <param name="Outcome">What it did, once it has ended.</param>
/// <param name="PerSecond">How many a second, over the last seconds; null: not known yet.</param>
public sealed record LongJob(
    JobKind Kind, string Id, string State, string Cause, long Done, long? Total, string Outcome, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, double? PerSecond = null)
{
    /// <summary>Among all kinds.</summary>
    public string Key => $"{Kind}/{Id}";

    public bool IsRunning => State is "pending" or "running" or "processing";

    /// <summary>It did what it was for.</summary>
    public bool IsWell => State == "completed";

    public int? Percent => Total is > 0 and { } total ? (int)Math.Clamp(Done * 100 / total, 0, IsRunning ? 99 : 100) : null;

    /// <summary>Until its end, at this rate.</summary>
    public TimeSpan? Left => IsRunning && PerSecond is > 0 and { } rate && Total is { } total ? TimeSpan.FromSeconds((total - Done) / rate) : null;

    public static LongJob Of(RescoreResponse r) => new(
        JobKind.Rescore, Text(r.Id), r.State, r.Reason, r.Done, r.Total, $"{Numbers.Count(r.Total, "lead")}, {Numbers.Of(r.Changed)} changed", r.CreatedAt, r.CompletedAt);

    public static LongJob Of(ReplayResponse r) => new(
        JobKind.Replay, Text(r.Id), r.State, "every score against its events", r.Done, r.Total,
        r.Differences == 0 ? $"{Numbers.Count(r.Done, "lead")}, all scores are right" : $"{Numbers.Count(r.Done, "lead")}, {Numbers.Of(r.Differences)} differed and were repaired", r.CreatedAt, r.CompletedAt);

    public static LongJob Of(ImportResponse i)
    {
        var isRead = i.State == "processing";
        var (done, total) = isRead ? (i.Queued - i.Waiting, i.Queued) : i.State == "running" ? (i.Bytes, i.TotalBytes) : (i.Rows, (long?)i.Rows);
        var outcome = i.Error ?? (i.Kind == "leads" ? $"{Numbers.Count(i.CreatedLeads, "lead")} created" : $"{Numbers.Count(i.Scored, "event")} scored") + (i.Rejected > 0 ? $", {Numbers.Count(i.Rejected, "row")} rejected" : "");
        return new(JobKind.Import, i.Id, i.State, i.FileName, done, total, outcome, i.StartedAt, i.State is "running" or "processing" ? null : i.FinishedAt ?? i.UpdatedAt);
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Long work in words.</summary>
public static class JobTexts
{
    /// <summary>"Rescore: page_view version 2".</summary>
    public static string Title(LongJob job) => job.Kind switch
    {
        JobKind.Rescore => $"Rescore: {job.Cause}",
        JobKind.Replay => $"Check of {job.Cause}",
        _ => $"Import: {job.Cause}",
    };

    /// <summary>For the bar of every page: "Rescoring 43 %".</summary>
    public static string Running(LongJob job) => $"{Verb(job)}{(job.Percent is { } percent ? $" {percent} %" : "…")}";

    /// <summary>"Rescored 4,812 leads, 310 changed".</summary>
    public static string Ended(LongJob job) => job.State switch
    {
        "completed" => job.Kind switch
        {
            JobKind.Rescore => $"Rescored {job.Outcome}",
            JobKind.Replay => $"Checked {job.Outcome}",
            _ => $"Imported: {job.Outcome}",
        },
        "cancelled" => $"{Noun(job)} cancelled",
        _ => $"{Noun(job)} {job.State}: {job.Outcome}",
    };

    /// <summary>"2,104 of 4,812 leads · 310/s · about 9 s left".</summary>
    public static string Progress(LongJob job)
    {
        if (job.State == "pending") return $"Waits for its turn · {Numbers.Of(job.Total ?? 0)} leads";
        var isBytes = job is { Kind: JobKind.Import, State: "running" };
        var unit = job.Kind == JobKind.Import ? "events" : "leads";
        var done = isBytes ? $"{Megabytes(job.Done)}{(job.Total is { } size ? $" of {Megabytes(size)}" : "")} read" : $"{Numbers.Of(job.Done)}{(job.Total is { } total ? $" of {Numbers.Of(total)}" : "")} {unit}";
        var rate = job.PerSecond is > 0 and { } r ? $" · {(isBytes ? Megabytes((long)r) : Numbers.Of((long)Math.Ceiling(r)))}/s" : "";
        return $"{done}{rate}{(job.Left is { } left ? $" · about {Durations.Text((long)Math.Max(1_000, left.TotalMilliseconds))} left" : "")}";
    }

    /// <summary>What is asked before it is cancelled, in numbers.</summary>
    public static string CancelQuestion(LongJob job) => job.Kind == JobKind.Rescore
        ? $"Cancel the rescore for {job.Cause}? It has done {Numbers.Of(job.Done)} of {Numbers.Count(job.Total ?? 0, "lead")}. The rule goes back to its version before, and the leads that are done are rescored with that one."
        : $"Cancel the check? It has done {Numbers.Of(job.Done)} of {Numbers.Count(job.Total ?? 0, "lead")}. What was repaired stays repaired.";

    private static string Verb(LongJob job) => job.Kind switch
    {
        JobKind.Rescore => "Rescoring",
        JobKind.Replay => "Checking scores",
        _ => "Importing",
    };

    private static string Noun(LongJob job) => job.Kind switch
    {
        JobKind.Rescore => "Rescore",
        JobKind.Replay => "Check",
        _ => "Import",
    };

    private static string Megabytes(long bytes) => $"{(bytes / 1e6).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} MB";
}
