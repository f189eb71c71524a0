using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryRuleRows(MemorySession session) : IRuleRows
{
    public long Revision() => session.Rows.Revisions.Keys.Max();

    public ScoreBounds BoundsAt(long revision) => session.Rows.Revisions[revision].Bounds;

    public List<RuleVersion> VersionsAt(long revision) => session.Rows.Rules.FindAll(rule => rule.Revision <= revision).ToList();

    public long RevisionAt(long atMs) => session.Rows.Revisions.Where(revision => revision.Value.CreatedAtMs <= atMs).Select(revision => revision.Key).LastOrDefault();

    public List<RuleVersion> CurrentOfAll() =>
        [.. session.Rows.Rules.GroupBy(rule => rule.EventType).Select(type => type.MaxBy(rule => rule.Version)!).OrderBy(rule => rule.EventType, StringComparer.Ordinal)];

    public List<RuleVersion> VersionsOf(string eventType) => [.. session.Rows.Rules.Where(rule => rule.EventType == eventType).OrderByDescending(rule => rule.Version)];

    public long? EffectiveSince(long revision, long until) =>
        session.Rows.Rules.Where(rule => rule.Revision > revision && rule.Revision <= until).Min(rule => (long?)(rule.EffectiveFromMs ?? long.MinValue));

    /// <summary>A transaction that began before is repeated, like after any other.</summary>
    public void AddRevision(long revision, ScoreBounds bounds, long now) =>
        session.Rows = session.Rows with { Revisions = session.Rows.Revisions.Add(revision, (bounds, now)) };

    public void Add(RuleVersion rule) => session.Rows = session.Rows with { Rules = session.Rows.Rules.Add(rule) };
}
