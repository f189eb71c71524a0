namespace LeadScoring.Core.Insights;

/// <summary>
/// What is counted of the events of one type on one day, in UTC: events by the hour and by how late they arrived, and the leads whose newest
/// event of the type was on this day. All counts add up, so a span of days is the sum of its days.
/// </summary>
public sealed class DayCounts
{
    public const int Hours = 24;

    private const long HourMs = 3_600_000;
    private const long DayMs = Hours * HourMs;
    private const int FirstDelay = Hours;

    /// <summary>Where each delay ends, in ms, exclusive; a longer one is the last.</summary>
    private static readonly long[] DelayEnds = [60_000, HourMs, DayMs, 7 * DayMs, 30 * DayMs];

    /// <summary>How many delays are told apart: up to a minute, an hour, a day, seven days, thirty days, and longer.</summary>
    public static int Delays { get; } = DelayEnds.Length + 1;

    private static readonly int NewestLeadsAt = FirstDelay + Delays;

    /// <summary>How many counts there are, for those that store them.</summary>
    public static int Count { get; } = NewestLeadsAt + 1;

    private readonly long[] _counts = new long[Count];

    /// <summary>A count by its position, from 0 to <see cref="Count"/> - 1: hours, delays, leads.</summary>
    public long this[int position]
    {
        get => _counts[position];
        set => _counts[position] = value;
    }

    public long Events
    {
        get
        {
            var events = 0L;
            for (var hour = 0; hour < Hours; hour++) events += _counts[hour];
            return events;
        }
    }

    /// <summary>Leads whose newest event of the type was on this day.</summary>
    public long NewestLeads => _counts[NewestLeadsAt];

    /// <summary>The number of the day that a time is on, in UTC, from 1970-01-01 on.</summary>
    public static int DayOf(long timestampMs) => (int)((timestampMs - Mod(timestampMs, DayMs)) / DayMs);

    /// <summary>When an hour of a day begins, Unix ms.</summary>
    public static long HourStart(int day, int hour) => (day * DayMs) + (hour * HourMs);

    /// <summary>Events in one hour of the day, from 0.</summary>
    public long AtHour(int hour) => _counts[hour];

    /// <summary>Events with one delay, from 0; see <see cref="Delays"/>.</summary>
    public long WithDelay(int delay) => _counts[FirstDelay + delay];

    /// <param name="timestampMs">When the event happened, on this day.</param>
    /// <param name="receivedAtMs">When it arrived.</param>
    /// <param name="events">How many; negative for those that are gone.</param>
    public void AddEvents(long timestampMs, long receivedAtMs, int events)
    {
        _counts[Mod(timestampMs, DayMs) / HourMs] += events;
        _counts[FirstDelay + DelayOf(receivedAtMs - timestampMs)] += events;
    }

    public void AddNewestLeads(int leads) => _counts[NewestLeadsAt] += leads;

    public void Add(DayCounts other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    private static int DelayOf(long ms)
    {
        var delay = 0;
        while (delay < DelayEnds.Length && ms >= DelayEnds[delay]) delay++;
        return delay;
    }

    private static long Mod(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}

/// <summary>The counts of one event type on one day.</summary>
/// <param name="EventType">The type.</param>
/// <param name="Day">See <see cref="DayCounts.DayOf"/>.</param>
/// <param name="Counts">What was counted.</param>
public sealed record TypeDay(string EventType, int Day, DayCounts Counts);
