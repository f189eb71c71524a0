using System.Diagnostics;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Jobs;

namespace LeadScoring.Storage.Rules;

/// <summary>
/// Folds every lead at the rules with a publication on top and writes nothing. Each chunk of leads is read from a snapshot of its own, so
/// that none is held for long.
/// </summary>
/// <param name="publish">From all versions of the type, newest first, and the new revision: what would be published; null: nothing.</param>
internal sealed class PreviewRun(
    IStoreDatabase database, string eventType, Func<IReadOnlyList<RuleVersion>, long, Publication?> publish, IReadOnlyList<long> thresholds)
{
    private const int ChunkLeads = 500;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    private readonly PreviewTally _tally = new(thresholds);

    /// <returns>Null when nothing would be published.</returns>
    public async Task<RulePreview?> RunAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(Prepare, ct) is not var (rules, sinceMs)) return null;
        long? cursor = 0;
        while (cursor is { } after)
        {
            var chunk = await database.ReadAsync(session => Fold(session, rules, sinceMs, after), ct);
            foreach (var (number, before, score) in chunk.Leads) _tally.Add(number, before, score);
            cursor = chunk.Cursor;
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var numbers = _tally.BiggestNumbers.ToList();
        var names = await database.ReadAsync(session => numbers.ToDictionary(n => n, n => Name(session, n)), ct);
        return _tally.Sum(number => names[number]);
    }

    private (RuleTimeline Rules, long SinceMs)? Prepare(IStoreSession session)
    {
        var current = database.Timelines.Current(session);
        if (publish(session.Rules.VersionsOf(eventType), current.Revision + 1) is not { } onTop) return null;
        var rules = new RuleTimeline(current.Revision + 1, current.Bounds, [.. session.Rules.VersionsAt(current.Revision), .. onTop.Versions]);
        return (rules, RescorePass.Since(onTop.SinceMs));
    }

    /// <summary>Some leads' scores before and after, and the last one's number; null after the last lead.</summary>
    private (List<(long Number, long Before, long After)> Leads, long? Cursor) Fold(IStoreSession session, RuleTimeline rules, long sinceMs, long after)
    {
        var current = database.Timelines.Current(session);
        var started = Stopwatch.GetTimestamp();
        var leads = session.States.After(after, sinceMs, ChunkLeads);
        var folded = new List<(long, long, long)>(leads.Count);
        foreach (var lead in leads)
        {
            // Where a rescore has not reached the lead yet, compare with the score that it will bring.
            var stale = lead.Revision < current.Revision && LeadRefolds.IsAffected(session, database.Timelines, lead, current);
            folded.Add((lead.Number, stale ? Score(session, lead, current) : lead.Fold.Score, Score(session, lead, rules)));
            if (Stopwatch.GetElapsedTime(started) > Slice) return (folded, lead.Number);
        }

        return (folded, leads.Count == ChunkLeads ? leads[^1].Number : null);
    }

    private static long Score(IStoreSession session, LeadState lead, RuleTimeline rules)
    {
        var score = 0L;
        using var events = session.States.Blocks(lead, rules).Steps(0, EventKey.Lowest, null);
        while (events.Read()) score = events.Step.Apply(score);
        return score;
    }

    private static (string, string)? Name(IStoreSession session, long number) =>
        session.Profiles.Find([number]) is [var lead] ? (lead.Id, lead.Name) : null;
}
