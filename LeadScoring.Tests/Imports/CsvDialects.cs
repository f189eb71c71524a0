using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using nietras.SeparatedValues;

namespace LeadScoring.Tests.Imports;

/// <summary>Tables written as programs write them.</summary>
internal static class CsvDialects
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<string[]>, byte[]>> All = new Dictionary<string, Func<IReadOnlyList<string[]>, byte[]>>(StringComparer.Ordinal)
    {
        ["CsvHelper ,"] = table => Utf8(CsvHelper(table, ",")),
        ["CsvHelper ;"] = table => Utf8(CsvHelper(table, ";")),
        ["CsvHelper |"] = table => Utf8(CsvHelper(table, "|")),
        ["Sep ,"] = table => Utf8(SepText(table, ',')),
        ["Sep tab"] = table => Utf8(SepText(table, '\t')),
        ["Python excel"] = table => Utf8(Python(table, ',')),
        ["Python excel-tab"] = table => Utf8(Python(table, '\t')),
        ["Python unix"] = table => Utf8(Python(table, ',', all: true, end: "\n")),
        ["Python QUOTE_ALL"] = table => Utf8(Python(table, ',', all: true)),
        ["Python ;"] = table => Utf8(Python(table, ';')),
        ["Excel CSV UTF-8"] = table => [.. Encoding.UTF8.Preamble, .. Utf8(Excel(table, ','))],
        ["Excel CSV UTF-8 ;"] = table => [.. Encoding.UTF8.Preamble, .. Utf8(Excel(table, ';'))],
        ["Excel Unicode text"] = table => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Excel(table, '\t'))],
        ["Excel sep=;"] = table => Utf8("sep=;\r\n" + Excel(table, ';')),
        ["Excel empty columns"] = table => Utf8(Excel([.. table.Select(row => (string[])[.. row, "", "", ""])], ',')),
        ["Excel empty rows"] = table => Utf8(Excel([.. table, .. Enumerable.Repeat(table[0].Select(_ => "").ToArray(), 3)], ';')),
        ["Excel Windows-1252"] = table => Windows1252.GetBytes(Excel(table, ';')),
        ["Excel Windows-1252 sep=,"] = table => Windows1252.GetBytes("sep=,\r\n" + Excel(table, ',')),
    };

    /// <summary>Python's csv.writer without an escape character: QUOTE_MINIMAL or QUOTE_ALL (which QUOTE_NONNUMERIC is, for texts).</summary>
    public static string Python(IReadOnlyList<string[]> table, char delimiter, bool all = false, string end = "\r\n")
    {
        var text = new StringBuilder();
        foreach (var row in table)
        {
            text.AppendJoin(delimiter, row.Select(cell => all || NeedsQuotes(cell, delimiter) || (cell.Length == 0 && row.Length == 1) ? Quoted(cell) : cell)).Append(end);
        }

        return text.ToString();
    }

    /// <summary>Excel quotes a cell with a delimiter, a quote or a line break, and in its Unicode text one with a comma as well.</summary>
    private static string Excel(IReadOnlyList<string[]> table, char delimiter) =>
        string.Concat(table.Select(row => string.Join(delimiter, row.Select(cell => NeedsQuotes(cell, delimiter) || (delimiter == '\t' && cell.Contains(',', StringComparison.Ordinal)) ? Quoted(cell) : cell)) + "\r\n"));

    private static string CsvHelper(IReadOnlyList<string[]> table, string delimiter)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter });
        foreach (var row in table)
        {
            foreach (var cell in row) csv.WriteField(cell);
            csv.NextRecord();
        }

        csv.Flush();
        return text.ToString();
    }

    private static string SepText(IReadOnlyList<string[]> table, char delimiter)
    {
        using var csv = Sep.New(delimiter).Writer(options => options with { Escape = true, WriteHeader = false }).ToText();
        foreach (var cells in table)
        {
            using var row = csv.NewRow();
            for (var i = 0; i < cells.Length; i++) row[i].Set(cells[i]);
        }

        return csv.ToString();
    }

    private static bool NeedsQuotes(string cell, char delimiter) => cell.AsSpan().IndexOfAny([delimiter, '"', '\r', '\n']) >= 0;

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
