namespace LeadScoring.Demo.Data;

/// <summary>
/// Turns moments into times. Workdays are counted back from the anchor, so that on whatever day the data is loaded, events fall on
/// weekdays in the office hours of the lead's time zone. Keeps the order of one office's moments.
/// </summary>
internal sealed class DemoCalendar
{
    /// <summary>After this much of a UTC day, the day before has ended in every office (17:30 at UTC-8 is 01:30 UTC), and today's visits fit in.</summary>
    private static readonly TimeSpan DayIsOver = TimeSpan.FromHours(6);

    private readonly DateTimeOffset _anchor;
    private readonly DateTimeOffset _lastWorkday;

    public DemoCalendar(DateTimeOffset anchor)
    {
        _anchor = anchor.ToUniversalTime();
        var today = (_anchor - DayIsOver).UtcDateTime.Date;
        _lastWorkday = new DateTimeOffset(WorkdayUpTo(today.AddDays(-1)), TimeSpan.Zero);
    }

    public long At(Moment moment, int utcOffsetHours) => moment.WorkdaysAgo == 0
        ? (_anchor + moment.Time).ToUnixTimeMilliseconds()
        : (Workday(moment.WorkdaysAgo - 1) + moment.Time - TimeSpan.FromHours(utcOffsetHours)).ToUnixTimeMilliseconds();

    private DateTimeOffset Workday(int before)
    {
        var (weeks, days) = Math.DivRem(before, 5);
        var day = _lastWorkday.AddDays(-7 * weeks);
        for (var i = 0; i < days; i++) day = new DateTimeOffset(WorkdayUpTo(day.UtcDateTime.AddDays(-1)), TimeSpan.Zero);
        return day;
    }

    private static DateTime WorkdayUpTo(DateTime day)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(-1);
        return DateTime.SpecifyKind(day, DateTimeKind.Utc);
    }
}

/// <summary>The time of an event without a date, so that a lead's history is the same whenever it is loaded.</summary>
/// <param name="WorkdaysAgo">1 = the last full workday; 0 = today, just before the data was loaded.</param>
/// <param name="Time">The office's time of day; today, the (negative) distance from the anchor.</param>
internal readonly record struct Moment(int WorkdaysAgo, TimeSpan Time)
{
    public Moment After(TimeSpan gap) => this with { Time = Time + gap };
}
