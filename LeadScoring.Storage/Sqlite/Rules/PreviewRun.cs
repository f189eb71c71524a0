using System.Diagnostics;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Rules;

/// <summary>
/// Folds every lead at the rules with the draft on top, some leads at a time and each time from a new snapshot, so that the log
/// can be checkpointed in between. Writes nothing.
/// </summary>
internal sealed class PreviewRun(SqliteFile file, RuleDraft draft, IReadOnlyList<long> thresholds)
{
    private const int ChunkLeads = 500;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    private readonly PreviewTally _tally = new(thresholds);
    private RuleTimeline _rules = null!;
    private long _sinceMs;
    private long _cursor;

    public async Task<RulePreview> RunAsync(CancellationToken ct)
    {
        await file.ReadAsync(Prepare, ct);
        while (await file.ReadAsync(Chunk, ct))
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return await file.ReadAsync(session => _tally.Sum(number => Name(session, number)), ct);
    }

    private bool Prepare(SqlSession session)
    {
        var now = file.Now;
        var current = file.Rules.Current(session);
        var draftOnTop = Publication.Of(draft with { ExpectedVersion = null }, RuleRows.VersionsOf(session, draft.EventType), current.Revision + 1, now);
        _rules = new(current.Revision + 1, current.Bounds, [.. RuleRows.VersionsAt(session, current.Revision), .. draftOnTop.Versions]);
        _sinceMs = JobRows.Since(draftOnTop.SinceMs);
        return true;
    }

    private bool Chunk(SqlSession session)
    {
        var current = file.Rules.Current(session);
        var started = Stopwatch.GetTimestamp();
        var leads = LeadStateRows.After(session, _cursor, _sinceMs, ChunkLeads);
        foreach (var lead in leads)
        {
            // A rescore may not have come to the lead yet: what counts is the score that it will bring.
            var stale = lead.Revision < current.Revision && LeadRefolds.IsAffected(session, file.Rules, lead, current);
            _tally.Add(lead.Number, stale ? Score(session, lead.Number, current) : lead.Fold.Score, Score(session, lead.Number, _rules));
            _cursor = lead.Number;
            if (Stopwatch.GetElapsedTime(started) > Slice) return true;
        }

        return leads.Count == ChunkLeads;
    }

    private static long Score(SqlSession session, long number, RuleTimeline rules)
    {
        var score = 0L;
        using var events = new StoredBlocks(session, number, rules).Steps(0, EventKey.Lowest, null);
        while (events.Read()) score = events.Step.Apply(score);
        return score;
    }

    private static (string, string)? Name(SqlSession session, long number)
    {
        using var row = session.Use("SELECT id, name FROM leads WHERE lead_no = ?1").Bind(number);
        return row.Read() ? (row.Text(0), row.Text(1)) : null;
    }
}
