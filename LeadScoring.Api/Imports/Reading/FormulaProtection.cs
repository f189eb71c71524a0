namespace LeadScoring.Api.Imports.Reading;

/// <summary>Keeps spreadsheets from running a text as a formula.</summary>
internal static class FormulaProtection
{
    /// <summary>What a spreadsheet takes for a formula; the last four are the full-width forms, which some treat the same.</summary>
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    private const char Protection = '\'';

    /// <summary>For a cell of CSV: an apostrophe goes before what a spreadsheet would run as a formula, and before what would lose one when it is read.</summary>
    public static string Add(string? text) => string.IsNullOrEmpty(text) ? "" : IsFormula(text.AsSpan().TrimStart(Protection)) ? Protection + text : text;

    /// <summary>Undoes <see cref="Add"/>.</summary>
    public static string Remove(string text) =>
        text.Length > 1 && text[0] == Protection && IsFormula(text.AsSpan().TrimStart(Protection)) ? text[1..] : text;

    private static bool IsFormula(ReadOnlySpan<char> text) => !text.IsEmpty && FormulaStarts.Contains(text[0]);
}
