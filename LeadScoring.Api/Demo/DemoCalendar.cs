namespace LeadScoring.Api.Demo;

/// <summary>
/// Turns moments into times: workdays are counted back from the anchor, so that whatever the day of loading, people were
/// busy on weekdays in their own office hours. Keeps the order of one office's moments.
/// </summary>
internal sealed class DemoCalendar
{
    /// <summary>After this much of a UTC day, the day before has ended in every office (17:30 at UTC-8 is 01:30), with room for today.</summary>
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
