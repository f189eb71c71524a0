using System.Diagnostics;
using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>
/// One chunk of a rescore, and of all rescores in the same pass. Leads are folded from a snapshot, outside any write transaction, then
/// written in short transactions, each only if no commit has changed it in between; those are folded again.
/// </summary>
internal sealed class RescoreRun(SqliteFile file, BackgroundJob job, bool announceAll)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    private readonly List<LeadChange> _changes = [];
    private int _changed;

    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        if (await file.ReadAsync(session => NextLeads(session, maxLeads), ct) is not var (pass, leads)) return new(0, 0, [], null);
        var visited = pass.Count(leads.ConvertAll(lead => lead.Fold.Last.TimestampMs));
        visited.Remove(job.Id, out var own);
        var queue = new Queue<LeadState>(leads);
        while (queue.Count > 0)
        {
            var folded = await file.ReadAsync(session => FoldSome(session, queue), ct);
            await WriteAsync(folded, queue, ct);
        }

        var last = leads.Count < maxLeads ? null : leads[^1].Number.ToString(CultureInfo.InvariantCulture);
        return new(own, _changed, _changes, last, visited);
    }

    /// <summary>Null when the job is not open any more.</summary>
    private (RescorePass Pass, List<LeadState> Leads)? NextLeads(SqlSession session, int maxLeads)
    {
        if (RescorePass.Of(job.Id, JobRows.Open(session)) is not { } pass) return null;
        return (pass, LeadStateRows.After(session, long.Parse(pass.Cursor, CultureInfo.InvariantCulture), pass.SinceMs, maxLeads));
    }

    /// <summary>Folds until there is about one transaction's worth to write.</summary>
    private List<Folded> FoldSome(SqlSession session, Queue<LeadState> queue)
    {
        var rules = file.Timelines.Current(session);
        var folded = new List<Folded>();
        var started = Stopwatch.GetTimestamp();
        do
        {
            if (LeadStateRows.Find(session, queue.Dequeue().Number) is not { } lead) continue;
            var behind = lead.Revision < rules.Revision;
            folded.Add(behind && LeadRefolds.IsAffected(session, file.Timelines, lead, rules)
                ? Refold(session, lead, rules)
                : new(lead, behind ? rules : null, null, null));
        }
        while (queue.Count > 0 && Stopwatch.GetElapsedTime(started) < Slice);
        return folded;
    }

    private static Folded Refold(SqlSession session, LeadState lead, RuleTimeline rules)
    {
        var (fold, blocks) = LeadRefolds.Refold(session, lead, rules);
        return new(lead, rules, fold, blocks);
    }

    private async Task WriteAsync(List<Folded> folded, Queue<LeadState> again, CancellationToken ct)
    {
        var next = 0;
        while (next < folded.Count)
        {
            next = await file.WriteAsync(session => WriteSome(session, folded, next, again), ct);
            await Task.Delay(1, ct);
        }
    }

    private int WriteSome(SqlSession session, List<Folded> folded, int next, Queue<LeadState> again)
    {
        var writes = new Writes(session);
        var started = Stopwatch.GetTimestamp();
        do
        {
            if (TryWrite(folded[next], writes)) Report(session, folded[next].Lead);
            else again.Enqueue(folded[next].Lead);
            next++;
        }
        while (next < folded.Count && Stopwatch.GetElapsedTime(started) < Slice);
        writes.Save();
        return next;
    }

    private static bool TryWrite(Folded folded, Writes writes)
    {
        var (lead, rules, fold, blocks) = folded;
        if (rules is null) return true;
        var now = LeadStateRows.Find(writes.Session, lead.Number);
        if (now is null) return true;
        if (now.Version != lead.Version || now.Revision != lead.Revision) return false;
        lead.Revision = rules.Revision;
        if (fold is null || blocks is null) LeadStateRows.SaveRevision(writes.Session, lead);
        else writes.Replace(lead, now.Revision, rules, fold, blocks);
        return true;
    }

    private void Report(SqlSession session, LeadState lead)
    {
        var score = lead.Fold.Score;
        if (score != lead.StoredScore) _changed++;
        if (!announceAll && score == lead.StoredScore) return;
        if (session.Leads.Id(lead.Number) is not { } id) return; // deleted in between
        _changes.Add(new(id, lead.StoredScore, score, lead.Version, null, null, lead.Fold.Last.TimestampMs, file.Now));
    }

    /// <summary>One transaction of the chunk, and what it writes once for all its leads.</summary>
    private sealed class Writes(SqlSession session)
    {
        private readonly ScoreBuckets _buckets = new();
        private readonly RescoreCounts _rescored = new(session);
        private readonly List<long> _changed = [];

        public SqlSession Session => session;

        public void Replace(LeadState lead, long revision, RuleTimeline rules, LeadFold fold, BlockList blocks)
        {
            new StoredBlocks(session, lead.Number, rules).Replace(blocks);
            lead.Fold = fold;
            lead.Version++;
            LeadStateRows.Save(session, lead);
            _buckets.Move(lead.StoredScore, fold.Score);
            _changed.Add(lead.Number);
            if (fold.Score != lead.StoredScore) _rescored.Add(lead, revision);
        }

        public void Save()
        {
            _buckets.Save(session);
            _rescored.Save();
            LeadTableLog.Append(session, LeadTableLog.Score, _changed);
        }
    }

    private sealed record Folded(LeadState Lead, RuleTimeline? Rules, LeadFold? Fold, BlockList? Blocks);
}
