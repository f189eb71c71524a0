using LeadScoring.Core.Rules;
using LeadScoring.Core.Texts;

namespace LeadScoring.Core.Events;

/// <summary>What people call an event type.</summary>
public static class EventLabel
{
    /// <summary>A longer description explains the rule instead of naming the type.</summary>
    private const int MaxLength = 40;

    private static readonly char[] Separators = ['_', '.', ':', '-'];

    /// <param name="eventType">Such as <c>page_view</c>.</param>
    /// <param name="ruleDescription">What the type's current rule says; null when it has none.</param>
    /// <returns>The description when it is short enough for a label, else the type in words: <c>Page view</c>.</returns>
    public static string Of(string eventType, string? ruleDescription)
    {
        var description = VisibleText.Trim(ruleDescription ?? "");
        if (description.Length is > 0 and <= MaxLength) return description;
        return LoggedActivity.Descriptions.GetValueOrDefault(eventType) ?? InWords(eventType);
    }

    private static string InWords(string eventType)
    {
        var words = string.Join(' ', eventType.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? eventType : string.Concat([char.ToUpperInvariant(words[0])], words.AsSpan(1));
    }
}
