using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports;

/// <summary>An uploaded file, while it is read and after.</summary>
/// <param name="Id">The import's id.</param>
/// <param name="Kind">What is in it.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="Format">Told by its content; null until then.</param>
/// <param name="State">running: being read. processing: read, and its events are being scored. interrupted: send the file again, what had arrived counts once.</param>
/// <param name="Error">Why it was interrupted or failed.</param>
/// <param name="CreateLeads">Whether missing leads are made.</param>
/// <param name="Bytes">Read so far.</param>
/// <param name="TotalBytes">Size of the request; null when the client did not say.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Queued">Rows whose event was queued.</param>
/// <param name="Waiting">Of those: not scored yet.</param>
/// <param name="Scored">Of those: counted.</param>
/// <param name="Failed">Of those: in the dead letters.</param>
/// <param name="Duplicates">Rows that had counted before.</param>
/// <param name="Rejected">Rows that are not valid: /api/imports/{id}/rejects has them all.</param>
/// <param name="CreatedLeads">Leads made.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="UpdatedAt">When it was last heard of.</param>
/// <param name="FinishedAt">When reading ended; null until then.</param>
public sealed record ImportJson(
    string Id, [property: OneOf("events", "leads")] string Kind, string FileName, [property: OneOf("csv", "json", "ndjson")] string? Format,
    [property: OneOf("running", "processing", "completed", "interrupted", "failed")] string State, string? Error, bool CreateLeads,
    long Bytes, long? TotalBytes, long Rows, long Queued, long Waiting, long Scored, long Failed, long Duplicates, long Rejected, long CreatedLeads,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>Milliseconds. A running import is saved every second; clocks of several machines may differ by some.</summary>
    private const long SilentMs = 8_000;

    /// <summary>It is read no more, be it that its process has died.</summary>
    internal static bool HasEnded(Import i, long nowMs) => i.FinishedAtMs is not null || HasDied(i, nowMs);

    /// <summary>Its process has: nothing was heard of it since.</summary>
    internal static bool HasDied(Import i, long nowMs) => i.FinishedAtMs is null && nowMs - i.UpdatedAtMs > SilentMs;

    /// <summary>
    /// Commits count what they score at once, the process that reads the file saves its own numbers every second: these may be behind, and if
    /// it died they stay so. What was scored has been queued and read, whatever they say.
    /// </summary>
    internal static ImportJson Of(Import i, long nowMs)
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
