using LeadScoring.Api.Http;
using LeadScoring.Contracts.Imports;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class ImportMapping
{
    /// <summary>Milliseconds. A running import is saved every second; clocks of several machines may differ by some.</summary>
    private const long SilentMs = 8_000;

    /// <summary>It is read no more, be it that its process has died.</summary>
    public static bool HasEnded(this Import i, long nowMs) => i.FinishedAtMs is not null || HasDied(i, nowMs);

    /// <summary>Its process has: nothing was heard of it since.</summary>
    public static bool HasDied(this Import i, long nowMs) => i.FinishedAtMs is null && nowMs - i.UpdatedAtMs > SilentMs;

    /// <summary>
    /// Commits count what they score at once, the process that reads the file saves its own numbers every second: these may be behind, and if
    /// it died they stay so. What was scored has been queued and read, whatever they say.
    /// </summary>
    public static ImportResponse ToResponse(this Import i, long nowMs)
    {
        var queued = Math.Max(i.Queued, i.Scored + i.Failed);
        var rows = Math.Max(i.Rows, queued + i.Duplicates + i.Rejected);
        var open = queued - i.Scored - i.Failed; // what left the queue and neither counted nor failed had counted before
        var died = HasDied(i, nowMs);
        return new(
            i.Id, i.Kind == ImportKind.Events ? "events" : "leads", i.FileName, i.Format, died ? "interrupted" : StateOf(i),
            died ? "The process that read the file has died. Send the file again: what had arrived counts once." : i.Error, i.CreateLeads,
            i.Bytes, i.TotalBytes, rows, queued, i.Drained ? 0 : open, i.Scored, i.Failed, i.Duplicates + (i.Drained ? open : 0), i.Rejected, i.CreatedLeads,
            i.StartedAtMs.ToTime(), i.UpdatedAtMs.ToTime(), i.FinishedAtMs.ToTime());
    }

    private static string StateOf(Import i) => i.State switch
    {
        ImportState.Running => "running",
        ImportState.Finished => i.Drained ? "completed" : "processing",
        ImportState.Interrupted => "interrupted",
        _ => "failed",
    };
}
