namespace LeadScoring.Api.Exports;

/// <summary>
/// Text for a cell. What people typed must stay text when the file is opened in a spreadsheet: a value that it would take for a
/// formula, and run, gets an apostrophe in front.
/// </summary>
internal static class SpreadsheetCell
{
    /// <summary>The last four are the full-width forms, which some take for the same.</summary>
    private const string StartsFormula = "=+-@\t\r\n＝＋－＠";

    public static string Text(string? value) =>
        string.IsNullOrEmpty(value) ? "" : StartsFormula.Contains(value[0], StringComparison.Ordinal) ? "'" + value : value;
}
