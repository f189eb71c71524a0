using System.Globalization;
using LeadScoring.Contracts.Insights;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Insights;

/// <summary>What the figures say, in sentences.</summary>
public static class InsightTexts
{
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static IReadOnlyList<string> DayNames => Weekdays;

    /// <summary>A share of a whole: <c>58 %</c>, <c>0.4 %</c> below 1 %, <c>0 %</c>.</summary>
    public static string Percent(long part, long whole) => whole == 0 ? "0 %" : (100.0 * part / whole) switch
    {
        0 => "0 %",
        var small and > -1 and < 1 => Math.Abs(small) < 0.1 ? "< 0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{small:0.0} %"),
        var share => string.Create(CultureInfo.InvariantCulture, $"{share:0} %"),
    };

    public static string Range(long from, long to) => from == to ? Number(from) : $"{Number(from)} to {Number(to)}";

    public static string Scores(LeadInsightsResponse leads)
    {
        if (leads.Open == 0) return "Nobody is open";
        var fullest = leads.OpenScores.MaxBy(bin => bin.Leads)!;
        return $"{Numbers.Count(leads.Open, "lead")} {(leads.Open == 1 ? "is" : "are")} open; most have a score from {Range(fullest.From, fullest.To)} ({Percent(fullest.Leads, leads.Open)})";
    }

    public static string Active(LeadInsightsResponse leads, int days) =>
        $"{Numbers.Of(leads.ActiveOpen)} of {Numbers.Count(leads.Open, "open lead")} {(leads.ActiveOpen == 1 ? "was" : "were")} active in the last {days} days";

    public static string Events(ActivityResponse activity, InsightRange range)
    {
        if (activity.Events == 0) return $"No events in {range.Words}";
        var (most, day) = Totals(activity).Select((events, i) => (events, i)).MaxBy(d => d.events);
        return $"{Numbers.Count(activity.Events, "event")} in {range.Words}; most on {Date(activity.From.AddDays(day))} ({Numbers.Of(most)})";
    }

    /// <summary>The type that gives most points, beside what it is of the events: a type that is both is signal, one that has points of noise is worth a look.</summary>
    public static string Shares(ActivityResponse activity, EventLabels labels)
    {
        var positive = GivenPoints(activity);
        if (activity.Types.MaxBy(type => type.Points) is not { Points: > 0 } most) return "No event gave points";
        return $"Most points come from {labels[most.EventType!]}: {Percent(most.Points, positive)} of the points, {Percent(most.Events, activity.Events)} of the events";
    }

    public static string Hours(ActivityResponse activity)
    {
        if (activity.Events == 0) return "No events";
        var (day, hour, _) = activity.Hours.SelectMany((hours, day) => hours.Select((events, hour) => (day, hour, events))).MaxBy(cell => cell.events);
        var weekend = activity.Hours.Skip(5).Sum(hours => hours.Sum());
        return string.Create(CultureInfo.InvariantCulture, $"Most happens on {Weekdays[day]}s from {hour:00}:00 to {(hour + 1) % 24:00}:00; {Percent(weekend, activity.Events)} at weekends");
    }

    public static string Unscored(ActivityResponse activity)
    {
        var unscored = activity.Types.Where(type => !type.Scored).ToList();
        if (unscored.Count == 0) return "Every type of event has a rule";
        var events = unscored.Sum(type => type.Events);
        return $"{Numbers.Count(unscored.Count, "type")} of event {(unscored.Count == 1 ? "is" : "are")} worth nothing ({Numbers.Count(events, "event")}, {Percent(events, activity.Events)} of all)";
    }

    public static string Lateness(ActivityResponse activity)
    {
        var all = activity.Delays.Sum(delay => delay.Events);
        if (all == 0) return "No events";
        var soon = activity.Delays[0].Events;
        return soon == all ? "Every event arrived within a minute" : $"{Percent(soon, all)} of events arrived within a minute, {Percent(activity.Delays.Skip(3).Sum(delay => delay.Events), all)} more than a day later";
    }

    public static string Companies(LeadInsightsResponse leads) => leads.Companies is [var first, ..]
        ? $"{first.Company} is busiest: {Numbers.Of(first.Active)} of {Numbers.Count(first.People, "person", "people")} active"
        : "No company was active";

    public static string Conversion(ConversionResponse conversion)
    {
        if (conversion.State == "working") return "Being worked out: ask again in a minute";
        if (conversion.Leads == 0) return "Nobody was open 30 days ago";
        if (conversion.Customers == 0) return $"None of the {Numbers.Count(conversion.Leads, "lead")} open 30 days ago is a customer yet";
        var best = conversion.Scores.Where(range => range.Customers > 0).MaxBy(range => (double)range.Customers / range.Leads)!;
        return $"Of the leads with {Range(best.From, best.To)} points 30 days ago, {Percent(best.Customers, best.Leads)} are customers now; of all {Percent(conversion.Customers, conversion.Leads)}";
    }

    /// <summary>All events of each day.</summary>
    public static IReadOnlyList<long> Totals(ActivityResponse activity)
    {
        var totals = new long[activity.To.DayNumber - activity.From.DayNumber + 1];
        foreach (var type in activity.Other is { } other ? activity.Types.Append(other) : activity.Types)
        {
            for (var day = 0; day < totals.Length; day++) totals[day] += type.Days[day];
        }

        return totals;
    }

    /// <summary>The points of types that raise scores: what shares of points are shares of.</summary>
    public static long GivenPoints(ActivityResponse activity) => activity.Types.Sum(type => Math.Max(0, type.Points)) + Math.Max(0, activity.Other?.Points ?? 0);

    public static string Date(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    private static string Number(long number) => number < 0 ? "\u2212" + Numbers.Of(-number) : Numbers.Of(number);
}
