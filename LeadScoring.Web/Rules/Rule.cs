namespace LeadScoring.Web.Rules;

/// <param name="EffectiveFrom">Null: from the beginning of time.</param>
public sealed record Rule(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom, DateTimeOffset PublishedAt);
