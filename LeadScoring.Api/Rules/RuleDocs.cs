using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Api.Rules;

internal static class RuleDocs
{
    private const string ETag = "The number of the current version.";
    private const string IfMatch = "The ETag of the version that you have seen: 412 if it is not the current one any more.";

    private static readonly int[] Thresholds = [100, 500];
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RuleResponse First = new("page_view", 5, true, "Page visited", 1, null, At.AddDays(-4), null);
    private static readonly RuleResponse Second = First with { Points = 8, Version = 2, EffectiveFrom = At, PublishedAt = At };

    public static OperationDoc List => new OperationDoc("listRules", "The current version of every rule", "By event type.")
        .Answer(200, "The rules.", new[] { Second }).Unavailable();

    public static OperationDoc Get => new OperationDoc("getRule", "A rule and all its versions", "An event is worth the points of the newest version that was in effect at its time.")
        .Path("type", "The event type.", "page_view")
        .Answer(200, "The current version, and all of them, newest first.", new RuleDetailResponse(Second, [Second, First]), ("ETag", ETag, "\"2\""))
        .NotFound("type", "No rule has this event type.").Unavailable();

    public static OperationDoc Publish => new OperationDoc("publishRule", "Publish a version of a rule", """
        With `appliesTo: "new"` it is in effect from now on; with `"all"` from the beginning of time, hiding every earlier version. Leads
        that it concerns are rescored in the background: see `rescore`. A type without a rule gets its first one.
        """)
        .Path("type", "The event type.", "page_view").Header("If-Match", IfMatch, "\"2\"").Header("If-None-Match", "`*`: only if the type has no rule yet.")
        .Body("The new version.", new { points = 8, active = true, description = "Page visited", appliesTo = "all" })
        .Answer(200, "Published.", new PublishedRuleResponse(Second, RescoreDocs.Example), ("ETag", ETag, "\"2\""))
        .Answer(201, "The first version of a new rule was published.", new PublishedRuleResponse(First, RescoreDocs.Example), ("ETag", ETag, "\"1\""), ("Location", "The rule's address.", "/api/rules/page_view"))
        .Invalid("points", "Must be a whole number from -1000000 to 1000000.").Changed().WrongBody("1 MB").Unavailable();

    public static OperationDoc Rollback => new OperationDoc("rollbackRule", "Roll a rule back to an earlier version", """
        The rule gets the timeline back that it had when that version was the newest, from where the first later version took effect.
        New versions are published for it, so nothing is lost, and the leads concerned are rescored in the background.
        """)
        .Path("type", "The event type.", "page_view").Header("If-Match", IfMatch, "\"3\"")
        .Body("Which version.", new RollbackRequest(1))
        .Answer(200, "Rolled back; the version that is current now.", new PublishedRuleResponse(First with { Version = 3, PublishedAt = At }, RescoreDocs.Example), ("ETag", ETag, "\"3\""))
        .Invalid("version", "Must be an earlier version, from 1 to 2.").NotFound("type", "No rule has this event type.").Changed().WrongBody("1 MB").Unavailable();

    public static OperationDoc Preview => new OperationDoc("previewRule", "What publishing a version would do", """
        Folds every lead that it may concern, and publishes nothing. With a million leads it takes seconds; one runs at a time.
        """)
        .Body("As for publishing, with the event type.", new { eventType = "page_view", points = 8, appliesTo = "all", thresholds = Thresholds })
        .Answer(200, "What would change.", new PreviewResponse(5000, 3120, 9360, [new(100, 42, 0), new(500, 7, 0)], [new("019c1f2e5a7b7c41a0f3d2b4c6e8a901", "John Doe", 155, 200, 45)]))
        .Invalid("thresholds", "Must be an array of at most 20 whole numbers.").WrongBody("1 MB").Unavailable();

    private static OperationDoc Changed(this OperationDoc doc) => doc.Problem(
        412, "Somebody published since the version that If-Match names.",
        CommonProblems.Example(412, "The rule has changed.", "Its current version is 4. Look at it, and send the request again with its ETag."));
}
