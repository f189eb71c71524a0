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

/// <summary>Events in a span of days. All of its sums are of the same events.</summary>
/// <param name="TimeZone">Of the days and hours.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Events">All events.</param>
/// <param name="Types">By type, most events first; at most 100.</param>
/// <param name="Other">The types beyond these; null when there are none.</param>
/// <param name="Hours">By day of the week, Monday first, and hour of the day.</param>
/// <param name="Delays">By how long after they happened they arrived, shortest first; of the days in UTC that overlap.</param>
public sealed record ActivityResponse(
    string TimeZone, DateOnly From, DateOnly To, long Events, IReadOnlyList<ActiveTypeResponse> Types, ActiveTypeResponse? Other,
    IReadOnlyList<IReadOnlyList<long>> Hours, IReadOnlyList<DelayResponse> Delays);

/// <summary>Events of one type in a span of days.</summary>
/// <param name="EventType">The type; null for the sum of others.</param>
/// <param name="Scored">Whether an active rule gives it points now.</param>
/// <param name="Events">How many there were.</param>
/// <param name="Points">What their rules gave for them in all, before the limits of scores; may be negative.</param>
/// <param name="Days">Events of each day, the first day first.</param>
public sealed record ActiveTypeResponse(string? EventType, bool Scored, long Events, long Points, IReadOnlyList<long> Days);

/// <summary>Events that arrived so late.</summary>
/// <param name="UpTo">Later than those before, and by less than this.</param>
/// <param name="Events">How many.</param>
public sealed record DelayResponse([property: Json.OneOf("1 minute", "1 hour", "1 day", "7 days", "30 days", "longer")] string UpTo, long Events);

/// <summary>The leads as they are now.</summary>
/// <param name="Leads">All of them.</param>
/// <param name="Open">Those that somebody works on: new, contacted or qualified.</param>
/// <param name="ActiveOpen">How many open leads had an event in the days.</param>
/// <param name="Customers">Those who have bought.</param>
/// <param name="Lost">Those who will not.</param>
/// <param name="OpenScores">Open leads by their score, ascending, in at most 12 ranges of one width.</param>
/// <param name="Companies">The ten companies with most people who had an event in the days.</param>
/// <param name="CompaniesAt">When these were counted: at most half a minute ago, unless nobody asked since.</param>
public sealed record LeadInsightsResponse(
    long Leads, long Open, long ActiveOpen, long Customers, long Lost, IReadOnlyList<ScoreRangeResponse> OpenScores,
    IReadOnlyList<ActiveCompanyResponse> Companies, DateTimeOffset CompaniesAt);

/// <summary>Leads with such a score.</summary>
/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="Leads">How many.</param>
public sealed record ScoreRangeResponse(long From, long To, long Leads);

/// <summary>A company whose people were active.</summary>
/// <param name="Company">As its lead with the highest score has it. Companies are the same when they differ in case or accents only.</param>
/// <param name="Active">Leads with an event in the days.</param>
/// <param name="People">All its leads.</param>
/// <param name="HighestScore">The highest score of these.</param>
/// <param name="LeadId">Who has it.</param>
/// <param name="Name">That lead's name.</param>
public sealed record ActiveCompanyResponse(string Company, long Active, long People, long HighestScore, string LeadId, string Name);

/// <summary>What became of the leads that were open some days ago, by the score that they had then.</summary>
/// <param name="State">working: it is worked out for the first time, ask again in a while.</param>
/// <param name="At">When it was worked out, at most six hours ago unless nobody asked since; null while it is.</param>
/// <param name="Since">The time of which scores and statuses are; null as well.</param>
/// <param name="Leads">Leads that were open then.</param>
/// <param name="Customers">How many of them are customers now.</param>
/// <param name="Scores">By the score then, ascending, in at most 10 ranges of one width.</param>
public sealed record ConversionResponse(
    [property: Json.OneOf("ready", "working")] string State, DateTimeOffset? At, DateTimeOffset? Since, long Leads, long Customers, IReadOnlyList<ConversionRangeResponse> Scores);

/// <summary>Leads that had such a score.</summary>
/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="Leads">How many were open.</param>
/// <param name="Customers">How many of them are customers now.</param>
public sealed record ConversionRangeResponse(long From, long To, long Leads, long Customers);
