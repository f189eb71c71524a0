namespace LeadScoring.Core.Imports;

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
