using System.Globalization;
using CsvHelper;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Exports;

/// <summary>Cells by what they hold: only text can hold a formula, so that a score of -5 stays -5.</summary>
internal static class CsvCells
{
    public static void Text(this CsvWriter row, string? value) => row.WriteField(SpreadsheetCell.Text(value));

    public static void Number(this CsvWriter row, long? value) => row.WriteField(value?.ToString(CultureInfo.InvariantCulture));

    public static void Time(this CsvWriter row, long? unixMs) => row.WriteField(unixMs is { } ms ? EventTime.Write(ms) : null);

    public static void Flag(this CsvWriter row, bool value) => row.WriteField(value ? "true" : "false");
}
