using System.Globalization;

namespace LeadScoring.Web.Frame;

/// <summary>Times as the person in front of the browser reads them, in the zone that the browser told.</summary>
public sealed class BrowserTime(TimeZoneInfo zone)
{
    public static BrowserTime Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>UTC for names that this machine does not know.</summary>
    public static BrowserTime Of(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : Utc;

    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);

    /// <summary>As written into a field of type datetime-local, without an offset; null when it is no time.</summary>
    public DateTimeOffset? Parse(string? local)
    {
        return DateTime.TryParse(local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? At(time) : null;
    }

    /// <summary>The moment when clocks there show this; null when they skip it.</summary>
    public DateTimeOffset? At(DateTime local)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return zone.IsInvalidTime(time) ? null : new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    /// <summary>For a field of type datetime-local.</summary>
    public string Field(DateTimeOffset time) => Local(time).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>To the second, without a year when it is this one: <c>5 Jan 08:30:00</c>.</summary>
    public string Text(DateTimeOffset time, DateTimeOffset now) =>
        Local(time).ToString(Local(time).Year == Local(now).Year ? "d MMM HH:mm:ss" : "d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>To the minute: <c>5 Jan 2026 08:30</c>.</summary>
    public string Minute(DateTimeOffset time) => Local(time).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    public string Day(DateTimeOffset time) => Local(time).ToString("d MMM", CultureInfo.InvariantCulture);

    public string Month(DateTimeOffset time) => Local(time).ToString("MMM yyyy", CultureInfo.InvariantCulture);

    public string Second(DateTimeOffset time) => Local(time).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string Clock(DateTimeOffset time) => Local(time).ToString("HH:mm", CultureInfo.InvariantCulture);
}
