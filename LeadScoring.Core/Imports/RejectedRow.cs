namespace LeadScoring.Core.Imports;

/// <summary>A row that was not taken.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Reason">What is wrong with it, and what to send instead.</param>
/// <param name="Text">As it was in the file.</param>
public sealed record RejectedRow(long Row, string Reason, string Text)
{
    /// <summary>Of a longer text, only the beginning is kept.</summary>
    public const int MaxTextLength = 65_536;
}
