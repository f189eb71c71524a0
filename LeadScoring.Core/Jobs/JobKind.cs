namespace LeadScoring.Core.Jobs;

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum JobKind
{
    /// <summary>Brings leads to a newer rule revision or other bounds.</summary>
    Rescore,

    /// <summary>Folds every lead's events anew and compares.</summary>
    Replay,
}
