using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LeadScoring.Contracts.Json;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>The address of a job that still waits: it says where in the streams to look.</summary>
internal static class JobLocation
{
    public static string Of(string eventId, EntryLocation location) => string.Create(
        CultureInfo.InvariantCulture,
        $"/api/queue/job/{Uri.EscapeDataString(eventId)}?lane={Name(location.Lane)}&partition={location.Partition}&entry={location.EntryId}");

    public static string Name(Lane lane) => lane == Lane.Live ? "live" : "bulk";
}

/// <summary>That address's query.</summary>
public sealed record JobLocationQuery : IValidatableObject
{
    /// <summary>From the Location. For example `live`.</summary>
    [OneOf("live", "bulk", OrEmpty = true)]
    public string? Lane { get; init; }

    /// <summary>From the Location. For example `3`.</summary>
    [WholeNumber(0, 4095)]
    public int? Partition { get; init; }

    /// <summary>From the Location. For example `1769850000123-0`.</summary>
    public string? Entry { get; init; }

    /// <summary>Null when it is not complete.</summary>
    public EntryLocation? ToLocation() => string.IsNullOrEmpty(Lane) || Partition is not { } partition || string.IsNullOrEmpty(Entry)
        ? null
        : new EntryLocation(Lane == JobLocation.Name(Core.Queue.Lane.Live) ? Core.Queue.Lane.Live : Core.Queue.Lane.Bulk, partition, Entry);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Entry) && !IsStreamId(Entry)) yield return new("Must be a stream id as in the Location of the 202: ms-seq.", ["entry"]);
    }

    private static bool IsStreamId(string entry)
    {
        var parts = entry.Split('-');
        return parts.Length == 2 && Array.TrueForAll(parts, p => ulong.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}

/// <summary>Finds what became of a submitted event: committed, waiting at the location that its 202 named, or failed.</summary>
internal sealed class SubmissionLookup(IEventStore events, IQueueMonitor queue)
{
    public async Task<JobResponse?> FindAsync(string jobId, EntryLocation? location, CancellationToken ct)
    {
        if (await CompletedAsync(jobId, ct) is { } completed) return completed;
        if (location is not null)
        {
            if (await WaitingAsync(jobId, location, ct) is { } waiting) return waiting;

            // Gone since the first read: committed in between.
            if (await CompletedAsync(jobId, ct) is { } now) return now;
        }

        if (await events.FindFailureAsync(jobId, ct) is { } failure) return QueueMapping.Failed(jobId, failure.Attempts, failure.Reason);
        return await events.HasTombstoneAsync(jobId, ct) ? QueueMapping.Failed(jobId, null, "lead deleted") : null;
    }

    private async Task<JobResponse?> CompletedAsync(string jobId, CancellationToken ct) =>
        await events.FindAsync(jobId, ct) is { } stored
            ? QueueMapping.Completed(jobId, stored.Attempts, stored.ToJobResult())
            : null;

    private async Task<JobResponse?> WaitingAsync(string jobId, EntryLocation location, CancellationToken ct)
    {
        var entry = await queue.FindAsync(location, ct);
        if (entry.State == EntryState.Gone || (entry.EventId is { } id && id != jobId)) return null;
        return new JobResponse(jobId, entry.State == EntryState.Active ? "active" : "waiting", entry.Attempts, null, null);
    }
}
