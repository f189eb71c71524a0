namespace LeadScoring.Contracts.Insights;

/// <summary>What each event type did in the last days.</summary>
/// <param name="From">The first hour of the days: the start of a day in UTC.</param>
/// <param name="Until">When this was read.</param>
/// <param name="Types">Those with an event in the days, most events first.</param>
public sealed record TypeActivityListResponse(DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<TypeActivityResponse> Types);

/// <summary>One event type in the last days.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Scored">Whether an active rule gives it points now.</param>
/// <param name="Events">How many there were.</param>
/// <param name="Leads">How many leads had one.</param>
/// <param name="Points">What their rules gave for them in all, before the limits of scores; may be negative.</param>
/// <param name="LastHour">The hour of the newest one.</param>
public sealed record TypeActivityResponse(string EventType, bool Scored, long Events, long Leads, long Points, DateTimeOffset LastHour);
