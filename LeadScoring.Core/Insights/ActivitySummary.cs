using LeadScoring.Core.Rules;

namespace LeadScoring.Core.Insights;

/// <summary>
/// Events of a span of days in a time zone, added up from rollups. Rollups are by the hour in UTC: where a zone's days do not begin at a full hour of UTC,
/// an hour belongs to the day in which it begins. The points of an hour are those that the rules give at its beginning.
/// </summary>
public sealed class ActivitySummary
{
    private readonly Dictionary<string, TypeActivity> _types = new(StringComparer.Ordinal);
    private readonly long[] _delays = new long[DayCounts.Delays];
    private readonly long[][] _week = [.. Enumerable.Range(0, 7).Select(_ => new long[DayCounts.Hours])];

    private ActivitySummary(DateOnly from, DateOnly to) => (From, To) = (from, to);

    public DateOnly From { get; }

    /// <summary>Inclusive.</summary>
    public DateOnly To { get; }

    /// <summary>Most events first, then by name.</summary>
    public IReadOnlyList<TypeActivity> Types { get; private set; } = [];

    public long Events => Types.Sum(type => type.Events);

    /// <summary>Events by their delay (see <see cref="DayCounts.Delays"/>), of the days in UTC that overlap.</summary>
    public IReadOnlyList<long> Delays => _delays;

    /// <summary>Events by day of the week, Monday first, and hour.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Week => _week;

    /// <summary>The days in UTC that a span of days in a zone overlaps.</summary>
    public static (int First, int Last) UtcDays(DateOnly from, DateOnly to, TimeZoneInfo zone) =>
        (DayCounts.DayOf(StartOf(from, zone)), DayCounts.DayOf(StartOf(to.AddDays(1), zone) - 1));

    /// <param name="activity">Of at least <see cref="UtcDays"/>.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="zone">In which the days are.</param>
    public static ActivitySummary Of(EventActivity activity, DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        var summary = new ActivitySummary(from, to);
        var (first, last) = UtcDays(from, to, zone);
        foreach (var day in activity.Days)
        {
            if (day.Day >= first && day.Day <= last) summary.Add(day, activity.Rules, zone);
        }

        summary.Types = [.. summary._types.Values.Where(type => type.Events > 0).OrderByDescending(type => type.Events).ThenBy(type => type.EventType, StringComparer.Ordinal)];
        return summary;
    }

    /// <summary>When a day begins in a zone, Unix ms; where clocks skip midnight, a day begins when they do.</summary>
    private static long StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(start)) start = start.AddMinutes(15);
        return new DateTimeOffset(start, zone.GetUtcOffset(start)).ToUnixTimeMilliseconds();
    }

    private void Add(TypeDay day, RuleTimeline rules, TimeZoneInfo zone)
    {
        var counted = false;
        for (var hour = 0; hour < DayCounts.Hours; hour++)
        {
            if (day.Counts.AtHour(hour) is var events && events == 0) continue;
            var start = DayCounts.HourStart(day.Day, hour);
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(start), zone);
            var date = DateOnly.FromDateTime(local.DateTime);
            if (date < From || date > To) continue;
            counted = true;
            Of(day.EventType).Add(date.DayNumber - From.DayNumber, events, events * rules.PointsAt(day.EventType, start), start);
            _week[((int)local.DayOfWeek + 6) % 7][local.Hour] += events;
        }

        for (var delay = 0; counted && delay < _delays.Length; delay++) _delays[delay] += day.Counts.WithDelay(delay);
    }

    private TypeActivity Of(string type)
    {
        if (!_types.TryGetValue(type, out var activity)) _types[type] = activity = new(type, To.DayNumber - From.DayNumber + 1);
        return activity;
    }
}

/// <summary>Events of one type in a span of days.</summary>
public sealed class TypeActivity(string eventType, int days)
{
    private readonly long[] _days = new long[days];

    public string EventType => eventType;

    public long Events { get; private set; }

    /// <summary>What the rules give for them, before the limits of scores.</summary>
    public long Points { get; private set; }

    /// <summary>The beginning of the newest hour with one, Unix ms.</summary>
    public long LastHourMs { get; private set; } = long.MinValue;

    /// <summary>Events of each day.</summary>
    public IReadOnlyList<long> Days => _days;

    internal void Add(int day, long events, long points, long hourMs)
    {
        _days[day] += events;
        Events += events;
        Points += points;
        LastHourMs = Math.Max(LastHourMs, hourMs);
    }
}
