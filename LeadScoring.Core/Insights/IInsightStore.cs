using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Insights;

/// <summary>
/// What happened in all, for people who look after the rules. Comes from rollups and from the lead table, never from reading all events. Every call may
/// throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IInsightStore
{
    /// <summary>The events of a span of days by type, both ends inclusive, of one snapshot.</summary>
    Task<EventActivity> EventsAsync(int firstDay, int lastDay, CancellationToken ct);

    /// <summary>The leads as they are now.</summary>
    Task<LeadOverview> LeadsAsync(long activeSinceMs, CancellationToken ct);

    /// <summary>The companies with most people who had an event since, most first. May be as old as <see cref="CompanyActivity.AtMs"/> says.</summary>
    /// <param name="days">How many days back; at least 1.</param>
    /// <param name="ct">Cancels the wait.</param>
    Task<CompanyActivity> CompaniesAsync(int days, CancellationToken ct);

    /// <summary>
    /// What became of the leads that were open some days ago, by their score then. It walks over all leads, so it is done once in a while and kept;
    /// null while it is done for the first time.
    /// </summary>
    /// <param name="days">How many days back; at least 1.</param>
    /// <param name="ct">Cancels the wait.</param>
    Task<Conversion?> ConversionAsync(int days, CancellationToken ct);

    /// <summary>Adds what commits have counted to the rollups, so that they are read faster. Changes no result.</summary>
    /// <returns>How many commits it merged, at most <paramref name="maxEntries"/>.</returns>
    Task<int> MergeAsync(int maxEntries, CancellationToken ct);
}

/// <param name="Days">In no order; some may count nothing any more.</param>
/// <param name="Rules">What the events are worth.</param>
public sealed record EventActivity(IReadOnlyList<TypeDay> Days, RuleTimeline Rules);

/// <param name="Statuses">How many leads have each status, by its number.</param>
/// <param name="OpenScores">How many open leads have a score in each bin.</param>
/// <param name="ActiveOpen">How many open leads had an event since.</param>
public sealed record LeadOverview(IReadOnlyList<long> Statuses, IReadOnlyList<ScoreRange> OpenScores, long ActiveOpen);

/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="Leads">How many leads have one of these.</param>
public sealed record ScoreRange(long From, long To, long Leads);

/// <param name="AtMs">When it was worked out, Unix ms.</param>
/// <param name="Companies">Most active people first.</param>
public sealed record CompanyActivity(long AtMs, IReadOnlyList<ActiveCompany> Companies);

/// <param name="Name">As its lead with the highest score has it.</param>
/// <param name="Active">Leads with an event since.</param>
/// <param name="People">All its leads.</param>
/// <param name="HighestScore">Of all its leads.</param>
/// <param name="LeadId">Who has it.</param>
/// <param name="LeadName">That lead's name.</param>
public sealed record ActiveCompany(string Name, long Active, long People, long HighestScore, string LeadId, string LeadName);

/// <param name="AtMs">When it was worked out, Unix ms.</param>
/// <param name="SinceMs">The time that scores and statuses are of.</param>
/// <param name="Bins">By the score then, ascending.</param>
public sealed record Conversion(long AtMs, long SinceMs, IReadOnlyList<ConversionBin> Bins);

/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="Leads">Leads that were open then with a score of these.</param>
/// <param name="Customers">How many of them are customers now.</param>
public sealed record ConversionBin(long From, long To, long Leads, long Customers);
