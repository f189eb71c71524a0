using LeadScoring.Web.Frame;

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

    /// <param name="from">At 0.</param>
    /// <param name="to">At 1; later than <paramref name="from"/>, or it is made so.</param>
    /// <param name="zone">Whose midnights and full hours are marked.</param>
    /// <param name="maxTicks">At most so many ticks.</param>
    public TimeAxis(DateTimeOffset from, DateTimeOffset to, BrowserTime zone, int maxTicks)
    {
        (From, To, _zone) = (from, to > from ? to : from.AddMinutes(1), zone);
        Step = Steps.FirstOrDefault(s => (To - From) / s <= maxTicks, Steps[^1]);
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Between two ticks.</summary>
    public TimeSpan Step { get; }

    /// <summary>0 at the beginning, 1 at the end, and beyond outside.</summary>
    public double Place(DateTimeOffset time) => (time - From) / (To - From);

    public IEnumerable<(double Place, string Label)> Ticks()
    {
        var midnight = _zone.Local(From).Date;
        var first = Math.Floor((_zone.Local(From).DateTime - midnight) / Step);
        for (var i = 0; ; i++)
        {
            var local = midnight + (first + i) * Step;
            if (_zone.At(local) is not { } at || at < From) continue; // an hour that the zone leaves out
            if (at > To) yield break;
            yield return (Place(at), Label(at));
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
