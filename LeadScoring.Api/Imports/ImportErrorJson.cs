namespace LeadScoring.Api.Imports;

/// <summary>A row that was not taken.</summary>
/// <param name="Row">Its number in the file, from 1; in CSV the header is row 1.</param>
/// <param name="Error">What is wrong, and what to send instead.</param>
public sealed record ImportErrorJson(long Row, string Error);
