namespace LeadScoring.Core.Leads;

/// <summary>Text as it is compared without regard to case, in every script, the same in every store.</summary>
public static class TextKey
{
    /// <summary>Up, then down: letters with two lower-case forms (σ, ς) become one.</summary>
    public static string Of(string text) => text.ToUpperInvariant().ToLowerInvariant();
}
