using System.Globalization;

namespace LeadScoring.Core.Events;

/// <summary>
/// Times as they travel in text: any ISO 8601 date or date-time is read, <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> is written.
/// </summary>
public static class EventTime
{
    public const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Longer than any sane timestamp; nothing longer is looked at.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Reads <c>2026-11-22</c>, <c>2026-11-22T09:30Z</c>, <c>2026-11-22T09:30:15.123456+01:00</c> and the like, to Unix ms,
    /// truncated to the millisecond. Without an offset it is UTC. Years outside 1970–9999 are refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixMs) => TryParseExtended(text, out unixMs) && unixMs >= 0;

    /// <summary>
    /// Reads also the years 0001–1969, to negative Unix ms, and ISO 8601's basic format, such as <c>20261122T093000Z</c>: a bound of a
    /// question need not be a time at which an event can happen.
    /// </summary>
    public static bool TryParseBound(ReadOnlySpan<char> text, out long unixMs) =>
        TryParseExtended(text.Length is >= 8 and <= MaxLength && Digits(text[..8], out _) ? Extended(text) : text, out unixMs);

    /// <summary>The basic format with the separators of the extended one.</summary>
    private static string Extended(ReadOnlySpan<char> text)
    {
        var date = $"{text[..4]}-{text[4..6]}-{text[6..8]}";
        if (text.Length < 13) return text.Length == 8 ? date : "";
        var digits = text[9..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length - 9;
        return digits switch
        {
            4 => $"{date}{text[8]}{text[9..11]}:{text[11..]}",
            6 => $"{date}{text[8]}{text[9..11]}:{text[11..13]}:{text[13..]}",
            _ => "",
        };
    }

    private static bool TryParseExtended(ReadOnlySpan<char> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length is < 10 or > MaxLength) return false;
        if (!Digits(text[..4], out var year) || text[4] != '-' || !Digits(text.Slice(5, 2), out var month)
            || text[7] != '-' || !Digits(text.Slice(8, 2), out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;

        var midnight = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        if (text.Length == 10)
        {
            unixMs = midnight;
            return true;
        }

        if (text[10] is not ('T' or 't' or ' ') || !TimeOfDay(text[11..], out var inDay, out var rest)) return false;
        if (!Offset(rest, out var offset)) return false;
        unixMs = midnight + inDay - offset;
        return unixMs >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && unixMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    }

    public static string Write(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    private static bool TimeOfDay(ReadOnlySpan<char> text, out long ms, out ReadOnlySpan<char> rest)
    {
        ms = 0;
        rest = default;
        if (text.Length < 5 || !Digits(text[..2], out var hour) || text[2] != ':' || !Digits(text.Slice(3, 2), out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        ms = (hour * 60L + minute) * 60_000;
        rest = text[5..];
        if (rest.IsEmpty || rest[0] != ':') return true;

        if (rest.Length < 3 || !Digits(rest.Slice(1, 2), out var second) || second > 59) return false;
        ms += second * 1000L;
        rest = rest[3..];
        return rest.IsEmpty || rest[0] is not ('.' or ',') || Fraction(ref rest, ref ms);
    }

    /// <summary>Any number of digits; those past the millisecond are cut off, not rounded.</summary>
    private static bool Fraction(ref ReadOnlySpan<char> rest, ref long ms)
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
    private static bool Offset(ReadOnlySpan<char> text, out long ms)
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
