using LeadScoring.Core.Queue;

namespace LeadScoring.Core.Imports;

/// <summary>One uploaded file, while it is read and after. Times are Unix ms.</summary>
public sealed record Import
{
    public required string Id { get; init; }

    public required ImportKind Kind { get; init; }

    public required string FileName { get; init; }

    /// <summary>csv, json or ndjson; null until that is known.</summary>
    public string? Format { get; init; }

    public ImportState State { get; init; }

    /// <summary>Why it ended before its end, for people.</summary>
    public string? Error { get; init; }

    /// <summary>Whether missing leads are made.</summary>
    public bool CreateLeads { get; init; }

    /// <summary>Read so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Size of the request; null when the client did not say.</summary>
    public long? TotalBytes { get; init; }

    public long Rows { get; init; }

    /// <summary>Rows whose event was appended to the queue.</summary>
    public long Queued { get; init; }

    /// <summary>Rows that had counted before they were read; those that turn out to be duplicates later are not among them.</summary>
    public long Duplicates { get; init; }

    public long Rejected { get; init; }

    /// <summary>Leads made.</summary>
    public long CreatedLeads { get; init; }

    /// <summary>Of the queued ones: events that counted, to this moment. Kept by the commits themselves.</summary>
    public long Scored { get; init; }

    /// <summary>Of the queued ones: in the dead letters.</summary>
    public long Failed { get; init; }

    /// <summary>The last entry in each partition that it appended to.</summary>
    public IReadOnlyList<EntryLocation> Places { get; init; } = [];

    /// <summary>Everything that it had queued was taken off the queue.</summary>
    public bool Drained { get; init; }

    public required long StartedAtMs { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required long UpdatedAtMs { get; init; }

    public long? FinishedAtMs { get; init; }
}

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum ImportKind { Events, Leads }

/// <summary>How far the file was read. Stored as a number: append only, never reorder.</summary>
public enum ImportState
{
    /// <summary>Being read; when nothing was heard of it for long, its process has died.</summary>
    Running,

    /// <summary>Read to its end.</summary>
    Finished,

    /// <summary>The connection was cut, or the queue was away for too long: the rows before count, send the file again.</summary>
    Interrupted,

    /// <summary>Given up because of what is in it.</summary>
    Failed,
}

/// <summary>A row that was not taken.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Reason">What is wrong with it, and what to send instead.</param>
/// <param name="Text">As it was in the file.</param>
public sealed record RejectedRow(long Row, string Reason, string Text)
{
    /// <summary>Of a longer text, only the beginning is kept.</summary>
    public const int MaxTextLength = 65_536;
}
