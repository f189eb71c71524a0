using System.Globalization;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Texts as they stand in the cells of a file.</summary>
internal static class Texts
{
    /// <summary>What a spreadsheet takes for a formula; the last four are the full-width forms, which some treat the same.</summary>
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    private const char Protection = '\'';

    /// <summary>Without what is invisible around it: white space, byte order marks, characters of no width.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsInvisible(text[start])) start++;
        while (end > start && IsInvisible(text[end - 1])) end--;
        return end - start == text.Length ? text : text[start..end];
    }

    /// <summary>For a cell of CSV: an apostrophe goes before what a spreadsheet would run as a formula, and before what would lose one when it is read.</summary>
    public static string Protected(string? text) => string.IsNullOrEmpty(text) ? "" : IsFormula(text.AsSpan().TrimStart(Protection)) ? Protection + text : text;

    /// <summary>Undoes <see cref="Protected"/>.</summary>
    public static string WithoutProtection(string text) =>
        text.Length > 1 && text[0] == Protection && IsFormula(text.AsSpan().TrimStart(Protection)) ? text[1..] : text;

    private static bool IsFormula(ReadOnlySpan<char> text) => !text.IsEmpty && FormulaStarts.Contains(text[0]);

    private static bool IsInvisible(char c) => char.IsWhiteSpace(c) || (c > 127 && char.GetUnicodeCategory(c) == UnicodeCategory.Format);
}
