using LeadScoring.Core.Queue;

namespace LeadScoring.Core.Imports;

/// <summary>One uploaded file, while it is read and after. Times are Unix ms.</summary>
public sealed record Import
{
    public required string Id { get; init; }

    public required ImportKind Kind { get; init; }

    public required string FileName { get; init; }

    /// <summary>csv, json or ndjson; null until it is detected.</summary>
    public string? Format { get; init; }

    public ImportState State { get; init; }

    /// <summary>Why it stopped before the end of the file, for people.</summary>
    public string? Error { get; init; }

    /// <summary>Whether missing leads are created.</summary>
    public bool CreateLeads { get; init; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Size of the request in bytes; null when the client did not send it.</summary>
    public long? TotalBytes { get; init; }

    public long Rows { get; init; }

    /// <summary>Rows whose event was appended to the queue.</summary>
    public long Queued { get; init; }

    /// <summary>Rows whose event was committed before they were read; duplicates found by the commit are not among them.</summary>
    public long Duplicates { get; init; }

    public long Rejected { get; init; }

    /// <summary>Leads created.</summary>
    public long CreatedLeads { get; init; }

    /// <summary>Queued events that are committed by now, counted by the commits.</summary>
    public long Scored { get; init; }

    /// <summary>Queued events that are in the dead letters.</summary>
    public long Failed { get; init; }

    /// <summary>The last entry in each partition that it appended to.</summary>
    public IReadOnlyList<EntryLocation> Positions { get; init; } = [];

    /// <summary>Whether all of its entries have left the queue.</summary>
    public bool Drained { get; init; }

    public required long StartedAtMs { get; init; }

    /// <summary>When its progress was last saved.</summary>
    public required long UpdatedAtMs { get; init; }

    public long? FinishedAtMs { get; init; }
}

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum ImportKind { Events, Leads }

/// <summary>How far the file was read. Stored as a number: append only, never reorder.</summary>
public enum ImportState
{
    /// <summary>Being read. When it has not been updated for long, its process has died.</summary>
    Running,

    /// <summary>Read to its end.</summary>
    Finished,

    /// <summary>The connection was cut, or the queue was unavailable for too long. The rows before are queued; send the file again.</summary>
    Interrupted,

    /// <summary>Stopped because of the file's content.</summary>
    Failed,
}

/// <summary>A row that was rejected.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Reason">What is wrong with it, and what to send instead.</param>
/// <param name="Text">As it was in the file.</param>
public sealed record RejectedRow(long Row, string Reason, string Text)
{
    /// <summary>Characters stored of a longer text.</summary>
    public const int MaxTextLength = 65_536;
}
