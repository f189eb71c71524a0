using System.Diagnostics;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>How many rows are read at once.</summary>
internal static class RowBatch
{
    public const int MaxRows = 1_000;
    public const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The client is slow: what has arrived goes on.</summary>
    public static bool IsLate(long started) => Stopwatch.GetElapsedTime(started) > Patience;
}
