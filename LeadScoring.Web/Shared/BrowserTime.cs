using System.Globalization;

namespace LeadScoring.Web.Shared;

/// <summary>Times in the time zone of the user's browser.</summary>
public sealed class BrowserTime(TimeZoneInfo zone)
{
    private static readonly string[] Typed = ["d MMM yyyy", "d MMM yyyy HH:mm", "d MMM yyyy HH:mm:ss", "yyyy-M-d", "yyyy-M-d HH:mm", "yyyy-M-d HH:mm:ss", "yyyy-M-dTHH:mm", "yyyy-M-dTHH:mm:ss"];
    private static readonly string[] TypedClock = ["H:mm", "H:mm:ss"];
    private static readonly string[] TypedWithoutYear = ["d MMM yyyy", "d MMM HH:mm yyyy", "d MMM HH:mm:ss yyyy"];

    public static BrowserTime Utc { get; } = new(TimeZoneInfo.Utc);

    /// <param name="name">An IANA name; UTC for one that this machine does not know.</param>
    public static BrowserTime Of(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : Utc;

    /// <summary>Its IANA name.</summary>
    public string Zone => zone.Id;

    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);

    /// <summary>Reads a field of type datetime-local, which has no offset; null when it is not a time of this zone.</summary>
    public DateTimeOffset? Parse(string? local) =>
        DateTime.TryParse(local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? At(time) : null;

    /// <summary>Reads what somebody has typed, as this class writes times or with the year first; without a year the newest such day, without a day today. Null when it is no time.</summary>
    public DateTimeOffset? Read(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var today = Local(now).DateTime;
        if (TryRead(text, Typed, out var time)) return At(time);
        if (TryRead(text, TypedClock, out time)) return At(today.Date + time.TimeOfDay);
        if (!TryRead($"{text.Trim()} {today.Year}", TypedWithoutYear, out time)) return null;
        return At(time > today.AddDays(1) ? time.AddYears(-1) : time);
    }

    /// <summary>The moment when clocks of this zone show a time; null when they skip it.</summary>
    public DateTimeOffset? At(DateTime local)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return zone.IsInvalidTime(time) ? null : new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    /// <summary>The value of a field of type datetime-local.</summary>
    public string Field(DateTimeOffset time) => Text(time, "yyyy-MM-dd'T'HH:mm");

    /// <summary>To the second, without a year when it is this one: <c>5 Jan 08:30:00</c>.</summary>
    public string Text(DateTimeOffset time, DateTimeOffset now) => Text(time, Local(time).Year == Local(now).Year ? "d MMM HH:mm:ss" : "d MMM yyyy HH:mm");

    /// <summary>To the minute: <c>5 Jan 2026 08:30</c>.</summary>
    public string Minute(DateTimeOffset time) => Text(time, "d MMM yyyy HH:mm");

    /// <summary>To the minute, without a year when it is this one: <c>5 Jan 08:30</c>.</summary>
    public string Stamp(DateTimeOffset time, DateTimeOffset now) => Text(time, Local(time).Year == Local(now).Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm");

    /// <summary>A day as a heading: <c>Today</c>, <c>Yesterday</c>, <c>Mon 5 Jan</c>, <c>5 Jan 2025</c>.</summary>
    public string DayName(DateTimeOffset time, DateTimeOffset now) => (Local(now).Date - Local(time).Date).Days switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => Text(time, Local(time).Year == Local(now).Year ? "ddd d MMM" : "d MMM yyyy"),
    };

    public string Weekday(DateTimeOffset time) => Text(time, "ddd");

    public string Day(DateTimeOffset time) => Text(time, "d MMM");

    public string Month(DateTimeOffset time) => Text(time, "MMM yyyy");

    public string Second(DateTimeOffset time) => Text(time, "HH:mm:ss");

    public string Clock(DateTimeOffset time) => Text(time, "HH:mm");

    private static bool TryRead(string text, string[] formats, out DateTime time) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault, out time);

    private string Text(DateTimeOffset time, string format) => Local(time).ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>How long ago, such as "12 s ago". The browser keeps it up to date with the same words (times.js).</summary>
public static class RelativeTime
{
    public static string Text(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } time) return "no activity yet";
        var age = now - time;
        return age.TotalSeconds switch
        {
            < -60 => "in the future",
            < 5 => "just now",
            < 60 => $"{(int)age.TotalSeconds} s ago",
            < 3600 => $"{(int)age.TotalMinutes} min ago",
            < 86_400 => $"{(int)age.TotalHours} h ago",
            _ => $"{(int)age.TotalDays} d ago",
        };
    }

    public static string Exact(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>ISO 8601 in UTC, to the millisecond: for the API, addresses and the attribute datetime of a time element.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
