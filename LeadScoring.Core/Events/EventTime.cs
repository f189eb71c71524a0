using System.Globalization;

namespace LeadScoring.Core.Events;

/// <summary>
/// Times as they travel in text: ISO 8601, Unix time and what databases, languages and mail print are read; <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>
/// is written.
/// </summary>
public static class EventTime
{
    public const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Longer than any valid timestamp; longer texts are refused unread.</summary>
    public const int MaxLength = 100;

    private static readonly long FirstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Reads <c>2026-11-22</c>, <c>2026-11-22T09:30:15.123456+01:00</c>, <c>20261122T093000Z</c>, <c>Sun, 22 Nov 2026 09:30:00 GMT</c>,
    /// <c>22.11.2026 9:30 PM</c>, <c>1795339800</c> and the like, to Unix ms, truncated to the millisecond. Without an offset it is UTC.
    /// Years outside 1970–9999 are refused, and so is what can be read in two ways.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixMs) => TryParseBound(text, out unixMs) && unixMs >= 0;

    /// <summary>Reads also the years 0001–1969, to negative Unix ms: a bound of a question need not be a time at which an event can happen.</summary>
    public static bool TryParseBound(ReadOnlySpan<char> text, out long unixMs) => Read(text, out unixMs) == TimeFault.None;

    /// <summary>Why <see cref="TryParse"/> refuses the text, and what to send instead.</summary>
    public static string Problem(ReadOnlySpan<char> text) =>
        Reason(text) ?? "Must be an ISO 8601 time of the years 1970 to 9999, such as 2026-11-22T09:30:00Z or 2026-11-22T10:30:00+01:00.";

    /// <summary>What keeps the text from being a time, though it looks like one; null when it does not, or when it is one.</summary>
    public static string? Reason(ReadOnlySpan<char> text) => Read(text, out _) switch
    {
        TimeFault.DayOrMonth => "Could be two dates: nothing says which number is the day and which the month. Send the year first, as in 2026-11-22T09:30:00Z, or the month by its name.",
        TimeFault.ZoneName => "Names a time zone that is not known here. Send its offset instead, as in 2026-11-22T10:30:00+01:00; without one it is UTC.",
        TimeFault.ShortYear => "Must have a year of four digits, as in 2026-11-22T09:30:00Z.",
        TimeFault.Weekday => "Has a day of the week that its date is not. Send it as 2026-11-22T09:30:00Z.",
        TimeFault.Number => "Is a number that is no Unix time in seconds, milliseconds, microseconds or nanoseconds. Send a time such as 2026-11-22T09:30:00Z.",
        TimeFault.Shortened => "Is a number that was shortened, as spreadsheets do, so that its seconds are lost. Show the column with all digits, and export the file again.",
        _ => null,
    };

    private static TimeFault Read(ReadOnlySpan<char> text, out long unixMs)
    {
        unixMs = 0;
        return text.Length > MaxLength ? TimeFault.Unreadable : TimeNotation.Read(text, out unixMs);
    }

    internal static bool IsInCalendar(long unixMs) => unixMs >= FirstMs && unixMs <= LastMs;

    public static string Write(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Any number of digits; those past the millisecond are cut off, not rounded.</summary>
    internal static bool Fraction(ref ReadOnlySpan<char> rest, ref long ms)
    {
        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = rest.Length - 1;
        if (digits == 0) return false;
        var unit = 100;
        foreach (var c in rest.Slice(1, Math.Min(3, digits)))
        {
            ms += (c - '0') * unit;
            unit /= 10;
        }

        rest = rest[(1 + digits)..];
        return true;
    }

    /// <summary>Nothing, Z, ±hh, ±hhmm or ±hh:mm, at most 14 hours.</summary>
    internal static bool Offset(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        if (text.IsEmpty || text is "Z" or "z") return true;
        if (text[0] is not ('+' or '-') || text.Length < 3 || !Digits(text.Slice(1, 2), out var hours)) return false;
        var minutesText = text.Length > 3 && text[3] == ':' ? text[4..] : text[3..];
        var minutes = 0;
        if (text.Length > 3 && (minutesText.Length != 2 || !Digits(minutesText, out minutes))) return false;
        if (minutes > 59 || hours * 60 + minutes > 14 * 60) return false;
        ms = (hours * 60L + minutes) * (text[0] == '-' ? -60_000 : 60_000);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = value * 10 + (c - '0');
        }

        return true;
    }
}
