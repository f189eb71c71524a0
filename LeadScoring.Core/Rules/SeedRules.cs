namespace LeadScoring.Core.Rules;

/// <summary>The rules that every new store starts with, effective from the beginning of time.</summary>
public static class SeedRules
{
    public static IReadOnlyList<RuleVersion> At(long publishedAtMs) =>
    [
        Rule("email_open", 10, "Email opened", publishedAtMs),
        Rule("page_view", 5, "Page visited", publishedAtMs),
        Rule("form_submission", 20, "Form submitted", publishedAtMs),
        Rule("demo_request", 50, "Demo requested", publishedAtMs),
        Rule("purchase", 100, "Purchase made", publishedAtMs),
    ];

    private static RuleVersion Rule(string type, int points, string description, long at) =>
        new(type, 1, points, true, description, null, at, "system", 0);
}
