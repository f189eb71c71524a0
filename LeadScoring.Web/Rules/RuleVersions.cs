namespace LeadScoring.Web.Rules;

/// <param name="Versions">Newest first.</param>
public sealed record RuleVersions(string EventType, IReadOnlyList<Rule> Versions);
