namespace LeadScoring.Api.Demo;

/// <summary>When something happened, told without a date, so that a story is the same whenever it is loaded.</summary>
/// <param name="WorkdaysAgo">1 = the last full workday; 0 = today, just before the data was loaded.</param>
/// <param name="Time">The office's time of day; today, the (negative) distance from the anchor.</param>
internal readonly record struct Moment(int WorkdaysAgo, TimeSpan Time)
{
    public Moment After(TimeSpan gap) => this with { Time = Time + gap };
}
