using LeadScoring.Api.Http;
using LeadScoring.Contracts.Insights;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;

namespace LeadScoring.Api.Insights;

/// <summary>From the domain to the contracts of the API.</summary>
internal static class InsightMapping
{
    private const int MaxTypes = 100;
    private static readonly string[] Delays = ["1 minute", "1 hour", "1 day", "7 days", "30 days", "longer"];

    public static TypeActivityListResponse ToResponse(this EventActivity activity, DateOnly from, DateOnly to, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var leads = activity.Days.GroupBy(day => day.EventType, StringComparer.Ordinal)
            .ToDictionary(type => type.Key, type => type.Sum(day => day.Counts.NewestLeads), StringComparer.Ordinal);
        return new(
            new(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), now,
            [.. ActivitySummary.Of(activity, from, to, TimeZoneInfo.Utc).Types.Select(type => new TypeActivityResponse(
                type.EventType, !activity.Rules.IsUnscored(type.EventType, nowMs), type.Events, leads.GetValueOrDefault(type.EventType), type.Points, type.LastHourMs.ToTime()))]);
    }

    public static ActivityResponse ToResponse(this ActivitySummary summary, TimeZoneInfo zone, RuleTimeline rules, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var others = summary.Types.Skip(MaxTypes).ToList();
        return new(
            zone.Id, summary.From, summary.To, summary.Events,
            [.. summary.Types.Take(MaxTypes).Select(type => new ActiveTypeResponse(
                type.EventType, !rules.IsUnscored(type.EventType, nowMs), type.Events, type.Points, type.Days))],
            others.Count == 0 ? null : Sum(others), summary.Week, [.. summary.Delays.Select((events, i) => new DelayResponse(Delays[i], events))]);
    }

    public static LeadInsightsResponse ToResponse(this LeadOverview overview, CompanyActivity companies)
    {
        long Of(LeadStatus status) => overview.Statuses[(int)status];
        return new(
            overview.Statuses.Sum(), overview.OpenScores.Sum(bin => bin.Leads), overview.ActiveOpen, Of(LeadStatus.Customer), Of(LeadStatus.Lost),
            [.. overview.OpenScores.Select(bin => new ScoreRangeResponse(bin.From, bin.To, bin.Leads))],
            [.. companies.Companies.Select(c => new ActiveCompanyResponse(c.Name, c.Active, c.People, c.HighestScore, c.LeadId, c.LeadName))], companies.AtMs.ToTime());
    }

    public static ConversionResponse ToResponse(this Conversion? conversion) => conversion is null
        ? new("working", null, null, 0, 0, [])
        : new(
            "ready", conversion.AtMs.ToTime(), conversion.SinceMs.ToTime(), conversion.Bins.Sum(bin => bin.Leads), conversion.Bins.Sum(bin => bin.Customers),
            [.. conversion.Bins.Select(bin => new ConversionRangeResponse(bin.From, bin.To, bin.Leads, bin.Customers))]);

    private static ActiveTypeResponse Sum(List<TypeActivity> types) => new(
        null, false, types.Sum(type => type.Events), types.Sum(type => type.Points),
        [.. Enumerable.Range(0, types[0].Days.Count).Select(day => types.Sum(type => type.Days[day]))]);
}
