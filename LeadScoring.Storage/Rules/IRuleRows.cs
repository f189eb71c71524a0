using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Rules;

/// <summary>Reads and writes rule versions and revisions. The rules at a revision are the versions up to it, with its bounds.</summary>
internal interface IRuleRows
{
    /// <summary>The newest revision.</summary>
    long Revision();

    ScoreBounds BoundsAt(long revision);

    List<RuleVersion> VersionsAt(long revision);

    /// <summary>The newest revision at a time, Unix ms; 0 for times before the store was created.</summary>
    long RevisionAt(long atMs);

    /// <summary>The newest version of every type, by type.</summary>
    List<RuleVersion> CurrentOfAll();

    /// <summary>Every version of a type, newest first.</summary>
    List<RuleVersion> VersionsOf(string eventType);

    /// <summary>The lowest <see cref="RuleVersion.EffectiveFromMs"/> of the versions published after a revision up to another (lowest number: from the beginning); null when there are none.</summary>
    long? EffectiveSince(long revision, long until);

    /// <summary>Adds the next revision. No transaction that scored at the one before can be committed after this one.</summary>
    void AddRevision(long revision, ScoreBounds bounds, long now);

    void Add(RuleVersion rule);
}
