using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Rules.Previewing;
using LeadScoring.Web.Rules.Versions;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Rules.Publishing;

/// <summary>What is about to be published, and what it will do.</summary>
/// <param name="Label">What people read for the type.</param>
/// <param name="Number">The version that it will be, at least.</param>
/// <param name="RollbackTo">The version that it goes back to; null: it is a new one.</param>
/// <param name="ForAll">Scores change now; else only those of leads with new events.</param>
/// <param name="Preview">Null: it could not be counted.</param>
/// <param name="PublishAsync">May throw an exception of the API, with status 412 when somebody else was faster.</param>
public sealed record PublishPlan(
    string Label, int Number, int? RollbackTo, bool ForAll, IReadOnlyList<VersionDifference> Differences, PreviewResponse? Preview, Func<CancellationToken, Task<PublishedRuleResponse>> PublishAsync)
{
    /// <summary>Only what changes scores now can be too much at once.</summary>
    public bool AsksAgain => ForAll && Preview is { } preview && PreviewTexts.CrossesMany(preview);

    /// <summary>The word on the button.</summary>
    public string Action => ActionOf(RollbackTo, ForAll, Preview);

    public string Title => RollbackTo is { } target ? $"Roll {Label} back to v{target}?" : $"Publish v{Number} of {Label}?";

    public string AppliesTo => RollbackTo is not null ? "events since it was replaced" : ForAll ? "all events, past and new" : "new events only";

    public string Effect => !ForAll ? "Scores stay as they are; events from now on count this."
        : Preview is null ? "What it does to the scores could not be counted."
        : PreviewTexts.Sentence(Preview);

    public static string ActionOf(int? rollbackTo, bool forAll, PreviewResponse? preview)
    {
        var (verb, others) = rollbackTo is { } target ? ("Roll back", $"Roll back to v{target}") : ("Publish", forAll ? "Publish for all events" : "Publish for new events");
        return !forAll || preview is null ? others : preview.Changed == 0 ? $"{verb}: no score changes" : $"{verb}: rescores {Numbers.Count(preview.Changed, "lead")}";
    }
}
