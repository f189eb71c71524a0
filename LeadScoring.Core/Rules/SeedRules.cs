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
        .. LoggedActivitiesAt(publishedAtMs),
    ];

    /// <summary>
    /// Those of <see cref="LoggedActivity"/>, which older stores lack. An event without a rule is worth 0 points as well, so adding them changes no score: they need
    /// neither a revision of their own nor a rescore.
    /// </summary>
    public static IEnumerable<RuleVersion> LoggedActivitiesAt(long publishedAtMs) =>
        LoggedActivity.Descriptions.Select(activity => Rule(activity.Key, 0, activity.Value, publishedAtMs));

    private static RuleVersion Rule(string type, int points, string description, long at) =>
        new(type, 1, points, true, description, null, at, "system", 0);
}

/// <summary>
/// Event types of what people do with a lead, as against what the lead does. They have rules of 0 points: a call is part of the history but no interest of the lead's,
/// and no type that somebody forgot a rule for. Whoever thinks otherwise publishes points for them, as for any other type.
/// </summary>
public static class LoggedActivity
{
    public const string Call = "rep:call";
    public const string Email = "rep:email";
    public const string Meeting = "rep:meeting";
    public const string Note = "rep:note";

    /// <summary>What the history says of each.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Call] = "Call logged",
        [Email] = "E-mail logged",
        [Meeting] = "Meeting logged",
        [Note] = "Note added",
    };
}
