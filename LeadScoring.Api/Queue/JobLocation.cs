using System.Globalization;
using LeadScoring.Api.Http;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>The address of a job that still waits: it says where in the streams to look.</summary>
internal static class JobLocation
{
    public const int MaxPartition = 4095;
    private static readonly Dictionary<string, Lane> Lanes = new(StringComparer.Ordinal) { ["live"] = Lane.Live, ["bulk"] = Lane.Bulk };

    public static string Of(string eventId, EntryLocation location) => string.Create(
        CultureInfo.InvariantCulture,
        $"/api/queue/job/{Uri.EscapeDataString(eventId)}?lane={Name(location.Lane)}&partition={location.Partition}&entry={location.EntryId}");

    public static string Name(Lane lane) => lane == Lane.Live ? "live" : "bulk";

    /// <summary>Null when no complete location is given.</summary>
    public static EntryLocation? Read(QueryFields fields, string? lane, string? partition, string? entry)
    {
        var inLane = fields.Choice("lane", lane, Lane.Live, Lanes);
        var number = fields.Integer("partition", partition, -1, 0, MaxPartition);
        if (!string.IsNullOrEmpty(entry) && !IsStreamId(entry)) fields.Errors.Add("entry", "Must be a stream id as in the Location of the 202: ms-seq.");
        return string.IsNullOrEmpty(lane) || number < 0 || string.IsNullOrEmpty(entry) ? null : new EntryLocation(inLane, number, entry);
    }

    private static bool IsStreamId(string entry)
    {
        var parts = entry.Split('-');
        return parts.Length == 2 && Array.TrueForAll(parts, p => ulong.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
