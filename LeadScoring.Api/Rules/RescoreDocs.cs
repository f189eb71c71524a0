using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;

namespace LeadScoring.Api.Rules;

internal static class RescoreDocs
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);

    public static RescoreResponse Example { get; } = new(3, "running", 5000, 1200, 310, "page_view version 2", At, null);

    public static OperationDoc List => new OperationDoc("listRescores", "Background rescores, newest first", "The newest 50.")
        .Answer(200, "The rescores.", new[] { Example }).Unavailable();

    public static OperationDoc Get => new OperationDoc("getRescore", "One rescore and its progress", "Counted in leads.")
        .Path("id", "The rescore's id.", 3).Answer(200, "The rescore.", Example).NotFound("id", "No such rescore.").Unavailable();

    public static OperationDoc Cancel => new OperationDoc("cancelRescore", "Cancel a rescore, and take back what caused it", """
        Half a rescore would leave leads at different rules. So the rule is rolled back to the version before, and another rescore mends
        what was done already.
        """)
        .Path("id", "The rescore's id.", 3)
        .Answer(200, "Cancelled.", new CancelledRescoreResponse(
            Example with { State = "cancelled", CompletedAt = At.AddSeconds(2) },
            new PublishedRuleResponse(new RuleResponse("page_view", 5, true, "Page visited", 3, null, At.AddSeconds(2), null), Example with { Id = 4, State = "pending", Done = 0, Changed = 0, Reason = "page_view rolled back to version 1" })),
            ("ETag", "The number of the rule's current version.", "\"3\""))
        .NotFound("id", "No such rescore.")
        .Problem(409, "It has ended, the rule was published again since, or bounds caused it.", CommonProblems.Example(409, "Not possible now.", "It is completed already.", "id", "It is completed already."))
        .Unavailable();
}
