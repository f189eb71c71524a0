using LeadScoring.Api.Http.OpenApi;

namespace LeadScoring.Api.Rules;

internal static class RuleDocs
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RuleJson First = new("page_view", 5, true, "Page visited", 1, null, At.AddDays(-4), null);
    private static readonly RuleJson Second = First with { Points = 8, Version = 2, EffectiveFrom = At, PublishedAt = At };
    private static readonly RescoreJson Rescore = new(3, "running", 5000, 1200, 310, "page_view version 2", At, null);

    public static OperationDoc List => new OperationDoc("listRules", "The current version of every rule", "By event type.")
        .Answer(200, "The rules.", new[] { Second }).Unavailable();

    public static OperationDoc Get => new OperationDoc("getRule", "A rule and all its versions", "An event is worth the points of the newest version that was in effect at its time.")
        .Path("type", "The event type.", "page_view")
        .Answer(200, "The current version, and all of them, newest first.", new RuleWithVersionsJson(Second, [Second, First]))
        .NotFound("type", "No rule has this event type.").Unavailable();

    public static OperationDoc Publish => new OperationDoc("publishRule", "Publish a version of a rule", """
        With `appliesTo: "new"` it is in effect from now on; with `"all"` from the beginning of time, hiding every earlier version. Leads
        that it concerns are rescored in the background: see `rescore`. A type without a rule gets its first one.
        """)
        .Path("type", "The event type.", "page_view")
        .Body("The new version.", new { points = 8, active = true, description = "Page visited", appliesTo = "all" })
        .Answer(200, "Published.", new PublishedRuleJson(Second, Rescore))
        .Answer(201, "The first version of a new rule was published.", new PublishedRuleJson(First, Rescore), ("Location", "The rule's address.", "/api/rules/page_view"))
        .Invalid("points", "Must be a whole number from -1000000 to 1000000.").WrongBody("1 MB").Unavailable();

    public static OperationDoc Rescores => new OperationDoc("listRescores", "Background rescores, newest first", "The newest 50.")
        .Answer(200, "The rescores.", new[] { Rescore }).Unavailable();

    public static OperationDoc OneRescore => new OperationDoc("getRescore", "One rescore and its progress", "Counted in leads.")
        .Path("id", "The rescore's id.", 3).Answer(200, "The rescore.", Rescore).NotFound("id", "No such rescore.").Unavailable();
}
