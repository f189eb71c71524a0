using System.Globalization;

namespace LeadScoring.Core.Events;

/// <summary>Unix time as a number: seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude.</summary>
internal static class UnixNumber
{
    /// <summary>In seconds it is a day of 1973. Smaller numbers are more often something else: a spreadsheet's day, a counter, zero.</summary>
    private const long Least = 100_000_000;

    /// <summary>Spreadsheets show six digits of a large number, statistics programs seven, and files keep what is shown.</summary>
    private const int MostShown = 7;

    public static bool Is(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length > 0 && char.IsAsciiDigit(text[0])
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }

    public static TimeFault Read(ReadOnlySpan<char> text, decimal number, out long unixMs)
    {
        unixMs = 0;
        if (number < Least || IsCalendar(text)) return TimeFault.Number;
        if (IsShortened(text)) return TimeFault.Shortened;
        var ms = number switch
        {
            < 1e11m => number * 1000,
            < 1e14m => number,
            < 1e17m => number / 1000,
            < 1e20m => number / 1_000_000,
            _ => -1,
        };
        unixMs = (long)ms;
        return ms >= 0 && EventTime.IsInCalendar(unixMs) ? TimeFault.None : TimeFault.Number;
    }

    /// <summary>
    /// <c>1.7676E+12</c> may be any second of a day. <c>1.7676018E9</c> is one second: programs that write every digit leave out the zeros at the end.
    /// </summary>
    private static bool IsShortened(ReadOnlySpan<char> text) =>
        text.IndexOfAny('e', 'E') is >= 0 and var end && end - text[..end].Count('.') <= MostShown;

    /// <summary><c>202601050830</c> may be a date with hour and minute, or milliseconds of 1976.</summary>
    private static bool IsCalendar(ReadOnlySpan<char> text) =>
        text.Length == 12 && DateTime.TryParseExact(text, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 1900 and < 2100;
}
