using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Imports;

/// <summary>Section <c>Imports</c>.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Largest file, bytes.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Files read at the same time in one process.</summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 2;

    /// <summary>Rejected rows that one import keeps; with one more it is given up, since the file is then of another kind.</summary>
    [Range(1, 10_000_000)]
    public int MaxRejected { get; set; } = 100_000;

    /// <summary>How long an import waits for the backlog to shrink, without any progress, seconds.</summary>
    [Range(1, 86_400)]
    public int PauseLimitSeconds { get; set; } = 600;

    /// <summary>How long an import tries again while the queue or the store is away, seconds.</summary>
    [Range(0, 3_600)]
    public int RetrySeconds { get; set; } = 30;
}
