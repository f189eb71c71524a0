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

    /// <summary>How the file's bytes were read as text, such as utf-8 or windows-1252; null until it is detected.</summary>
    public string? Encoding { get; init; }

    /// <summary>What separates the cells of a line; null unless the format is csv.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The columns in the order of the file, or the properties of its JSON objects in the order in which they came first.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];

    /// <summary>What was taken for fields that rows left out.</summary>
    public IReadOnlyList<ImportDefault> Defaults { get; init; } = [];

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

    /// <summary>Rows whose event was committed, with the same content, before they were read; duplicates found by the commit are not among them.</summary>
    public long Duplicates { get; init; }

    /// <summary>
    /// Rows with the eventId of a different event, counted by the reading process like <see cref="Duplicates"/> and not among them. Conflicts that
    /// the commit finds are not counted: a commit stores nothing of a duplicate, so it could not tell another row from a redelivery of the same one.
    /// </summary>
    public long Conflicts { get; init; }

    /// <summary>Rows with the eventId of an event whose lead was deleted; counted as <see cref="Conflicts"/> and not among them.</summary>
    public long LeadDeleted { get; init; }

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

/// <summary>A column of a file and what it was used for.</summary>
/// <param name="Name">As it is written in the file.</param>
/// <param name="Field">What it was taken for: eventId, email …; <c>metadata.*</c>: kept in the metadata under its own name; null: not used.</param>
public sealed record ImportColumn(string Name, string? Field)
{
    /// <summary>Characters stored of a longer name.</summary>
    public const int MaxNameLength = 256;
}

/// <summary>For how many rows a default was taken because they left the field out.</summary>
public sealed record ImportDefault(string Field, long Rows);

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
