using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Events;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Rules;

/// <summary>Rules in words.</summary>
public static class RuleTexts
{
    /// <summary>Who publishes the initial rules of a store.</summary>
    private const string System = "system";

    public static string Worth(RuleResponse rule) => Worth(rule.Points, rule.Active);

    public static string Worth(int points, bool active) => !active ? "off" : points == 0 ? "0: recorded only" : Points(points);

    /// <summary>"+50 points", "−1 point".</summary>
    public static string Points(long points) => $"{Numbers.WithSign(points)} {(Math.Abs(points) == 1 ? "point" : "points")}";

    public static string Label(string eventType, RuleResponse? rule) => EventLabel.Of(eventType, rule?.Description);

    /// <param name="inSentence">Not at its beginning.</param>
    public static string Publisher(RuleResponse rule, bool inSentence = false) => rule.PublishedBy switch
    {
        null or "" => inSentence ? "somebody" : "Somebody",
        System => inSentence ? "the system" : "The system",
        var name => name,
    };

    /// <summary>Whether a rescore was caused by a rule of this type: the API says so only in its reason, "page_view version 2" or "page_view rolled back to version 1".</summary>
    public static bool IsOf(RescoreResponse rescore, string eventType) =>
        rescore.Reason.StartsWith($"{eventType} version ", StringComparison.Ordinal) || rescore.Reason.StartsWith($"{eventType} rolled back ", StringComparison.Ordinal);

    public static bool IsOpen(RescoreResponse rescore) => rescore.State is "pending" or "running";
}
