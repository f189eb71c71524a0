using System.Diagnostics;
using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>
/// One chunk of a rescore. Leads are folded from a snapshot, outside any write transaction; what was folded is then
/// written in short transactions, each lead only if no commit came in between. Those are folded again.
/// </summary>
internal sealed class RescoreRun(SqliteFile file, BackgroundJob job, bool announceAll)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    private readonly List<LeadChange> _changes = [];
    private int _changed;

    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var leads = await file.ReadAsync(
            session => LeadStateRows.After(session, JobRows.Cursor(session, job.Id), JobRows.Since(job.SinceMs), maxLeads), ct);
        var queue = new Queue<LeadState>(leads);
        while (queue.Count > 0)
        {
            var folded = await file.ReadAsync(session => FoldSome(session, queue), ct);
            await WriteAsync(folded, queue, ct);
        }

        var last = leads.Count < maxLeads ? null : leads[^1].Number.ToString(CultureInfo.InvariantCulture);
        return new(leads.Count, _changed, _changes, last);
    }

    /// <summary>Folds until there is about one transaction's worth to write.</summary>
    private List<Folded> FoldSome(SqlSession session, Queue<LeadState> queue)
    {
        var rules = file.Rules.Current(session);
        var folded = new List<Folded>();
        var started = Stopwatch.GetTimestamp();
        do
        {
            if (LeadStateRows.Find(session, queue.Dequeue().Number) is not { } lead) continue;
            var behind = lead.Revision < rules.Revision;
            folded.Add(behind && LeadRefolds.IsAffected(session, file.Rules, lead, rules)
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
            LeadChangeLog.Append(session, LeadChangeLog.Score, _changed);
        }
    }

    private sealed record Folded(LeadState Lead, RuleTimeline? Rules, LeadFold? Fold, BlockList? Blocks);
}

/// <summary>Brings leads that were folded at an older rule revision to a newer one.</summary>
internal static class LeadRefolds
{
    /// <summary>Refolds the lead's whole history in this transaction, if its events may be worth something else now.</summary>
    public static void Catch(SqlSession session, RuleBook book, LeadState lead, RuleTimeline rules)
    {
        if (lead.Revision >= rules.Revision) return;
        if (IsAffected(session, book, lead, rules))
        {
            var (fold, blocks) = Refold(session, lead, rules);
            lead.Fold = fold;
            new StoredBlocks(session, lead.Number, rules).Replace(blocks);
        }

        lead.Revision = rules.Revision;
    }

    public static bool IsAffected(SqlSession session, RuleBook book, LeadState lead, RuleTimeline rules) =>
        lead.Fold.Events > 0 && book.Affects(session, lead.Revision, rules.Revision, lead.Fold.Last.TimestampMs);

    /// <summary>The fold at other rules; reads only.</summary>
    public static (LeadFold Fold, BlockList Blocks) Refold(SqlSession session, LeadState lead, RuleTimeline rules)
    {
        var blocks = new BlockList();
        using var events = new StoredBlocks(session, lead.Number, rules).Steps(0, EventKey.Lowest, null);
        return (ScoreTree.Rebuild(lead.Fold, events, blocks), blocks);
    }
}
