using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Charts;

/// <summary>A real time axis: equal distances are equal times. Ticks are at round times of the browser's zone.</summary>
public sealed class TimeAxis
{
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(4), TimeSpan.FromDays(7),
        TimeSpan.FromDays(14), TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365), TimeSpan.FromDays(3650),
    ];

    private readonly BrowserTime _zone;

    /// <param name="from">At position 0.</param>
    /// <param name="to">At position 1. Not later than <paramref name="from"/>: a minute after it.</param>
    /// <param name="zone">Ticks are at its midnights and full hours.</param>
    /// <param name="maxTicks">At least 1.</param>
    public TimeAxis(DateTimeOffset from, DateTimeOffset to, BrowserTime zone, int maxTicks)
    {
        (From, To, _zone) = (from, to > from ? to : from.AddMinutes(1), zone);
        Step = Steps.FirstOrDefault(s => (To - From) / s <= maxTicks, Steps[^1]);
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Between two ticks.</summary>
    public TimeSpan Step { get; }

    /// <summary>From 0 to 1; below and above for times outside.</summary>
    public double Position(DateTimeOffset time) => (time - From) / (To - From);

    public IEnumerable<(double Position, string Label)> Ticks()
    {
        var midnight = _zone.Local(From).Date;
        var first = Math.Floor((_zone.Local(From).DateTime - midnight) / Step);
        for (var i = 0; ; i++)
        {
            var local = midnight + (first + i) * Step;
            if (_zone.At(local) is not { } at || at < From) continue; // the zone skips this hour
            if (at > To) yield break;
            yield return (Position(at), Label(at));
        }
    }

    private string Label(DateTimeOffset at) => Step switch
    {
        { TotalMinutes: < 1 } => _zone.Second(at),
        { TotalDays: < 1 } => _zone.Local(at).TimeOfDay == TimeSpan.Zero ? _zone.Day(at) : _zone.Clock(at),
        { TotalDays: >= 365 } => _zone.Local(at).Year.ToString(System.Globalization.CultureInfo.InvariantCulture),
        { TotalDays: >= 30 } => _zone.Month(at),
        _ => _zone.Day(at),
    };
}

/// <summary>Scores from bottom to top, with a few round ticks; 0 is always on it.</summary>
public sealed class ScoreAxis
{
    private const int MaxTicks = 5;
    private const long MinSpan = 4;

    public ScoreAxis(IEnumerable<long> scores)
    {
        var (low, high) = (0L, 0L);
        foreach (var score in scores) (low, high) = (Math.Min(low, score), Math.Max(high, score));
        high = Math.Max(high, low + MinSpan);
        Step = NiceStep(high - low);
        Low = (long)Math.Floor((double)low / Step) * Step;
        High = (long)Math.Ceiling((double)high / Step) * Step;
    }

    public long Low { get; }

    public long High { get; }

    public long Step { get; }

    /// <summary>0 at the top, 1 at the bottom.</summary>
    public double Position(long score) => (High - score) / (double)(High - Low);

    public IEnumerable<(double Position, long Score)> Ticks()
    {
        for (var score = Low; score <= High; score += Step) yield return (Position(score), score);
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static long NiceStep(long span)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<long>)[power, 2 * power, 5 * power])
            {
                if (span <= step * (MaxTicks - 1)) return step;
            }
        }
    }
}
