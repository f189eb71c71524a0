using System.Text.RegularExpressions;

namespace LeadScoring.Core.Queue;

/// <summary>
/// Why events were given up, without what differs from one to the next, such as the lead's id: what they are grouped by. One of the constants,
/// or <c>error.</c> and the type of the exception.
/// </summary>
public static partial class DeadLetterCause
{
    public const string UnknownLead = "unknown_lead";
    public const string LeadDeleted = "lead_deleted";
    public const string Unreadable = "unreadable";
    public const string TooManyDeliveries = "too_many_deliveries";
    public const string Other = "other";
    public const string ErrorPrefix = "error.";

    /// <param name="reason">Of a dead letter, as the worker wrote it; its beginning is enough.</param>
    public static string Of(string reason) => reason switch
    {
        _ when reason.StartsWith("unknown lead", StringComparison.Ordinal) => UnknownLead,
        _ when reason.StartsWith("lead deleted", StringComparison.Ordinal) => LeadDeleted,
        _ when reason.StartsWith("unreadable entry", StringComparison.Ordinal) => Unreadable,
        _ when Deliveries().IsMatch(reason) => TooManyDeliveries,
        _ when Exception().Match(reason) is { Success: true } match => ErrorPrefix + match.Groups[1].Value,
        _ => Other,
    };

    /// <summary>Whether a text is one of them.</summary>
    public static bool IsCause(string text) => Cause().IsMatch(text);

    [GeneratedRegex(@"\Adelivered [0-9]+ times", RegexOptions.CultureInvariant)]
    private static partial Regex Deliveries();

    [GeneratedRegex(@"\A([A-Za-z0-9_]{1,80}): ", RegexOptions.CultureInvariant)]
    private static partial Regex Exception();

    [GeneratedRegex(@"\A(unknown_lead|lead_deleted|unreadable|too_many_deliveries|other|error\.[A-Za-z0-9_]{1,80})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Cause();
}
