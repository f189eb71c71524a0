using System.Buffers;

namespace LeadScoring.Core.Events;

/// <summary>Why a text is no time.</summary>
internal enum TimeFault
{
    None,
    Unreadable,
    DayOrMonth,
    ZoneName,
    ShortYear,
    Weekday,
    Number,
    Shortened,
}

/// <summary>
/// Reads times as databases, languages, mail and people print them: a date whose month has a name, whose year comes first, or whose dots say
/// that its day does; a time of day of 24 or 12 hours; an offset. It moves forward only, and refuses what it does not know.
/// </summary>
internal ref struct TimeNotation
{
    private const int NoYear = -1;
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly SearchValues<char> OffsetDigits = SearchValues.Create("0123456789:");
    private static readonly SearchValues<char> Signed = SearchValues.Create("+-.0123456789");
    private static readonly SearchValues<char> Brackets = SearchValues.Create("()[]");

    private ReadOnlySpan<char> _rest;
    private int _weekday;
    private int _year;
    private int _month;
    private int _day;
    private long _msOfDay;
    private long _offsetMs;

    private TimeNotation(ReadOnlySpan<char> text) => _rest = text;

    public static TimeFault Read(ReadOnlySpan<char> text, out long unixMs)
    {
        text = text.Trim();
        var fault = new TimeNotation(text).ReadAll(out unixMs);
        return fault == TimeFault.Unreadable && UnixNumber.Is(text, out var number) ? UnixNumber.Read(text, number, out unixMs) : fault;
    }

    private TimeFault ReadAll(out long unixMs)
    {
        unixMs = 0;
        SkipWeekday();
        var fault = ReadDate();
        if (fault == TimeFault.None && (_year == NoYear || !_rest.IsEmpty)) fault = ReadTime();
        if (fault != TimeFault.None) return fault;
        if (_year is < 1 or > 9999 || _month is < 1 or > 12 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month)) return TimeFault.Unreadable;
        var date = new DateTimeOffset(_year, _month, _day, 0, 0, 0, TimeSpan.Zero);
        if (_weekday >= 0 && _weekday != (int)date.DayOfWeek) return TimeFault.Weekday;
        unixMs = date.ToUnixTimeMilliseconds() + _msOfDay - _offsetMs;
        return EventTime.IsInCalendar(unixMs) ? TimeFault.None : TimeFault.Unreadable;
    }

    private void SkipWeekday()
    {
        var length = Letters();
        _weekday = Named(_rest[..length], Weekdays);
        if (_weekday < 0) return;
        _rest = _rest[length..];
        Take(',');
        Spaces();
    }

    private TimeFault ReadDate()
    {
        if (Letters() > 0) return ReadMonthFirst();
        var digits = Number(out var number);
        return digits switch
        {
            1 or 2 => ReadDayFirst((int)number),
            4 => ReadYearFirst((int)number),
            8 => ReadCompactDate(number),
            14 => ReadCompact(number, 0),
            17 => ReadCompact(number / 1000, number % 1000),
            _ => TimeFault.Unreadable,
        };
    }

    /// <summary><c>20260105</c>.</summary>
    private TimeFault ReadCompactDate(long number)
    {
        (_year, _month, _day) = ((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
        return TimeFault.None;
    }

    /// <summary><c>20260105083000</c>, also with a fraction and an offset.</summary>
    private TimeFault ReadCompact(long number, long ms)
    {
        ReadCompactDate(number / 1_000_000);
        _msOfDay = ms;
        if (!AddTime((int)(number / 10_000 % 100), (int)(number / 100 % 100), (int)(number % 100)) || !Fraction()) return TimeFault.Unreadable;
        return _rest.IsEmpty ? TimeFault.None : ReadZone();
    }

    private TimeFault ReadYearFirst(int year)
    {
        if (!Separator(out var separator) || !ReadMonth() || !Take(separator) || Number(out var day) is not (1 or 2)) return TimeFault.Unreadable;
        (_year, _day) = (year, (int)day);
        return TimeFault.None;
    }

    private TimeFault ReadDayFirst(int day)
    {
        _day = day;
        Ordinal();
        if (!Separator(out var separator)) return TimeFault.Unreadable;
        if (Letters() == 0 && separator != '.') return separator == ' ' ? TimeFault.Unreadable : TimeFault.DayOrMonth;
        if (!ReadMonth()) return TimeFault.Unreadable;
        if (separator == ' ') Take(',');
        return Take(separator) ? ReadYear() : TimeFault.Unreadable;
    }

    /// <summary><c>January 5, 2026</c>; also <c>Jan 5</c>, whose year follows the time of day.</summary>
    private TimeFault ReadMonthFirst()
    {
        if (!ReadMonth() || !Take(' ') || Number(out var day) is not (1 or 2)) return TimeFault.Unreadable;
        _day = (int)day;
        Ordinal();
        Take(',');
        if (!Take(' ')) return TimeFault.Unreadable;
        if (_rest.IndexOfAnyExceptInRange('0', '9') is not (1 or 2)) return ReadYear();
        _year = NoYear;
        return TimeFault.None;
    }

    private bool ReadMonth()
    {
        var length = Letters();
        if (length == 0)
        {
            var digits = Number(out var number);
            _month = (int)number;
            return digits is 1 or 2;
        }

        var name = _rest[..length];
        _month = 1 + (name.Equals("sept", StringComparison.OrdinalIgnoreCase) ? 8 : Named(name, Months));
        _rest = _rest[length..];
        return _month > 0;
    }

    private TimeFault ReadYear()
    {
        var digits = Number(out var number);
        _year = (int)number;
        return digits switch
        {
            4 => TimeFault.None,
            2 => TimeFault.ShortYear,
            _ => TimeFault.Unreadable,
        };
    }

    private TimeFault ReadTime()
    {
        if ((_year != NoYear && !SkipToTime()) || !ReadTimeOfDay()) return TimeFault.Unreadable;
        if (_year != NoYear) return ReadZone();
        var hasYear = _rest.Length > 1 && char.IsAsciiDigit(_rest[1]);
        var fault = hasYear ? TimeFault.None : ReadOffset();
        if (fault != TimeFault.None) return fault;
        if (!Take(' ')) return TimeFault.Unreadable;
        fault = ReadYear();
        return fault == TimeFault.None && !_rest.IsEmpty ? TimeFault.Unreadable : fault;
    }

    /// <summary>A T, the colon of a web server's log, or spaces: after a comma, before <c>at</c>.</summary>
    private bool SkipToTime()
    {
        if (_rest[0] is 'T' or 't' or ':')
        {
            _rest = _rest[1..];
            return true;
        }

        Take(',');
        if (!Take(' ')) return false;
        if (_rest.StartsWith("at ", StringComparison.OrdinalIgnoreCase)) _rest = _rest[3..];
        return true;
    }

    private bool ReadTimeOfDay()
    {
        var digits = Number(out var number);
        if (digits == 4) return AddTime((int)number / 100, (int)number % 100, 0);
        if (digits == 6) return AddTime((int)number / 10_000, (int)number / 100 % 100, (int)number % 100) && Fraction();
        if (digits is not (1 or 2) || !Take(':') || Number(out var minute) != 2) return false;
        long second = 0;
        if (Take(':') && Number(out second) != 2) return false;
        return Fraction() && HalfOfDay(ref number) && AddTime((int)number, (int)minute, (int)second);
    }

    private bool AddTime(int hour, int minute, int second)
    {
        _msOfDay += ((hour * 60L + minute) * 60 + second) * 1000;
        return hour < 24 && minute < 60 && second < 60;
    }

    private bool Fraction() => _rest.IsEmpty || _rest[0] is not ('.' or ',') || EventTime.Fraction(ref _rest, ref _msOfDay);

    /// <summary>AM and PM count the hours from 12, 1, 2 … to 11.</summary>
    private bool HalfOfDay(ref long hour)
    {
        var before = _rest;
        Spaces();
        var word = _rest[..Letters()];
        var isPm = word.Equals("PM", StringComparison.OrdinalIgnoreCase);
        if (!isPm && !word.Equals("AM", StringComparison.OrdinalIgnoreCase))
        {
            _rest = before;
            return true;
        }

        _rest = _rest[2..];
        if (hour is < 1 or > 12) return false;
        hour = hour % 12 + (isPm ? 12 : 0);
        return true;
    }

    /// <summary>The offset, and what Go, Java and JavaScript print after it.</summary>
    private TimeFault ReadZone()
    {
        if (_rest.IsEmpty) return TimeFault.None;
        var fault = ReadOffset();
        return fault != TimeFault.None || _rest.IsEmpty || SkipZoneName() ? fault : TimeFault.Unreadable;
    }

    /// <summary><c>Z</c>, <c>UTC</c>, <c>GMT</c>, an offset, or one after the other: <c>GMT+0100</c>.</summary>
    private TimeFault ReadOffset()
    {
        Spaces();
        var bracketed = _rest is ['[', ..];
        var name = ZoneName(_rest[(bracketed ? 1 : 0)..]);
        if (name.Length > 0 && char.IsAsciiLetter(name[0]))
        {
            if (!IsUtc(name)) return TimeFault.ZoneName;
            if (bracketed) return TimeFault.None;
            _rest = _rest[name.Length..];
        }

        if (_rest is not ['+' or '-', ..]) return name.IsEmpty ? TimeFault.Unreadable : TimeFault.None;
        var length = 1 + (_rest[1..].IndexOfAnyExcept(OffsetDigits) is >= 0 and var end ? end : _rest.Length - 1);
        var digits = _rest[..length];
        // UTC+1 has one digit for the hours.
        var isRead = length is 2 or 5 && (length == 2 || digits[2] == ':')
            ? EventTime.Offset([digits[0], '0', .. digits[1..]], out _offsetMs)
            : EventTime.Offset(digits, out _offsetMs);
        _rest = _rest[length..];
        return isRead ? TimeFault.None : TimeFault.Unreadable;
    }

    private static bool IsUtc(ReadOnlySpan<char> name) => name is "Z" or "z" or "UT" or "Etc/UTC"
        || name.Equals("UTC", StringComparison.OrdinalIgnoreCase) || name.Equals("GMT", StringComparison.OrdinalIgnoreCase);

    /// <summary>The offset says it all; the name beside it does not count.</summary>
    private bool SkipZoneName()
    {
        Spaces();
        if (_rest is ['[', .., ']'] or ['(', .., ')']) return !_rest[1..^1].ContainsAny(Brackets);
        if (!_rest.StartsWith("m=", StringComparison.Ordinal))
        {
            var name = _rest.IndexOf(' ') is >= 0 and var end ? _rest[..end] : _rest;
            if (name.ContainsAnyExceptInRange('A', 'Z') && (name[0] is not ('+' or '-') || name.ContainsAnyExcept(Signed))) return false;
            _rest = _rest[name.Length..];
            Spaces();
        }

        return _rest.IsEmpty || (_rest.StartsWith("m=", StringComparison.Ordinal) && !_rest[2..].ContainsAnyExcept(Signed));
    }

    private static ReadOnlySpan<char> ZoneName(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetter(text[length]) || text[length] is '/' or '_')) length++;
        return text[..length];
    }

    /// <summary><c>1st</c>, <c>2nd</c>, <c>3rd</c>, <c>5th</c>.</summary>
    private void Ordinal()
    {
        if (_rest[..Letters()] is "st" or "nd" or "rd" or "th") _rest = _rest[2..];
    }

    private bool Separator(out char separator)
    {
        separator = _rest.IsEmpty ? '\0' : IsSpace(_rest[0]) ? ' ' : _rest[0];
        return separator is '-' or '/' or '.' or ' ' && Take(separator);
    }

    private bool Take(char wanted)
    {
        if (wanted == ' ') return Spaces();
        if (_rest.IsEmpty || _rest[0] != wanted) return false;
        _rest = _rest[1..];
        return true;
    }

    private bool Spaces()
    {
        var length = 0;
        while (length < _rest.Length && IsSpace(_rest[length])) length++;
        _rest = _rest[length..];
        return length > 0;
    }

    /// <summary>Browsers write a narrow space that does not break before AM and PM.</summary>
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\u00a0' or '\u202f';

    private readonly int Letters()
    {
        var length = 0;
        while (length < _rest.Length && char.IsAsciiLetter(_rest[length])) length++;
        return length;
    }

    /// <summary>How many digits the number has; 0 for none and for too many.</summary>
    private int Number(out long number)
    {
        const int most = 18;
        number = 0;
        var length = 0;
        while (length < _rest.Length && char.IsAsciiDigit(_rest[length]))
        {
            if (length == most) return 0;
            number = number * 10 + (_rest[length++] - '0');
        }

        _rest = _rest[length..];
        return length;
    }

    /// <summary>By the whole name or its first three letters; -1: none.</summary>
    private static int Named(ReadOnlySpan<char> word, string[] names)
    {
        for (var i = 0; word.Length >= 3 && i < names.Length; i++)
        {
            if (word.Equals(word.Length == 3 ? names[i].AsSpan(0, 3) : names[i], StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }
}
