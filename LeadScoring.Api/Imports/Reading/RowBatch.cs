namespace LeadScoring.Api.Imports.Reading;

/// <summary>How many rows are read at once.</summary>
internal static class RowBatch
{
    public const int MaxRows = 1_000;
    public const int MaxBytes = 1024 * 1024;
}
