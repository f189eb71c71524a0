using System.Diagnostics;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Jobs;

namespace LeadScoring.Storage.Sqlite.Rules;

/// <summary>
/// Folds every lead at the rules with the draft on top and writes nothing. Each chunk of leads is read from a snapshot of its own, so
/// that the write-ahead log can be checkpointed in between.
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
        var current = file.Timelines.Current(session);
        var draftOnTop = Publication.Of(draft with { ExpectedVersion = null }, RuleRows.VersionsOf(session, draft.EventType), current.Revision + 1, now);
        _rules = new(current.Revision + 1, current.Bounds, [.. RuleRows.VersionsAt(session, current.Revision), .. draftOnTop.Versions]);
        _sinceMs = JobRows.Since(draftOnTop.SinceMs);
        return true;
    }

    private bool Chunk(SqlSession session)
    {
        var current = file.Timelines.Current(session);
        var started = Stopwatch.GetTimestamp();
        var leads = LeadStateRows.After(session, _cursor, _sinceMs, ChunkLeads);
        foreach (var lead in leads)
        {
            // Where a rescore has not reached the lead yet, compare with the score that it will bring.
            var stale = lead.Revision < current.Revision && LeadRefolds.IsAffected(session, file.Timelines, lead, current);
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
        using var row = session.Use("SELECT id, name FROM leads WHERE lead_no = $lead").Bind("lead", number);
        return row.Read() ? (row.Text("id"), row.Text("name")) : null;
    }
}
