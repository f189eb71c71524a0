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
    /// <summary>A running import is heard of at least every few seconds.</summary>
    private const long SilentMs = 60_000;

    /// <summary>It is read no more, be it that its process has died.</summary>
    internal static bool HasEnded(Import i, long nowMs) => i.FinishedAtMs is not null || nowMs - i.UpdatedAtMs > SilentMs;

    internal static ImportJson Of(Import i, long nowMs)
    {
        // What left the queue and neither counted nor failed had counted before.
        // Of a process that died, the last second's rows are not in its record.
        var queued = Math.Max(i.Queued, i.Scored + i.Failed);
        var open = queued - i.Scored - i.Failed;
        var died = i.State == ImportState.Running && nowMs - i.UpdatedAtMs > SilentMs;
        return new(
            i.Id, i.Kind == ImportKind.Events ? "events" : "leads", i.FileName, i.Format, died ? "interrupted" : StateOf(i),
            died ? "The process that read the file has died. Send the file again: what had arrived counts once." : i.Error, i.CreateLeads,
            i.Bytes, i.TotalBytes, i.Rows, queued, i.Drained ? 0 : open, i.Scored, i.Failed, i.Duplicates + (i.Drained ? open : 0), i.Rejected, i.CreatedLeads,
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
