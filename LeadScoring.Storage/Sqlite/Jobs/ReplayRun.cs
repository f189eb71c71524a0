using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>One chunk of a replay; the last one compares the ranks as well.</summary>
internal sealed class ReplayRun(SqliteFile file, BackgroundJob job)
{
    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        var numbers = await file.ReadAsync(
            session => LeadStateRows.NumbersAfter(session, JobRows.Cursor(session, job.Id), maxLeads), ct);
        var replay = new LeadReplay(file, job);
        var changes = new List<LeadChange>();
        foreach (var number in numbers)
        {
            if (await replay.RunAsync(number, ct) is { Change: { } change }) changes.Add(change);
        }

        var isLast = numbers.Count < maxLeads;
        if (isLast) await new RankCheck(file, job).RunAsync(ct);
        return new(numbers.Count, changes.Count(c => c.Score != c.PreviousScore), changes, isLast ? null : numbers[^1].ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>
/// One lead folded anew, at the rule revision that it is kept at: an older one is no difference but a rescore still to come.
/// Reads from a snapshot, outside any write transaction; mends only what no commit has changed in between.
/// </summary>
internal sealed class LeadReplay(SqliteFile file, BackgroundJob? job)
{
    private const int Tries = 10;

    /// <returns>Null when there is no such lead.</returns>
    public async Task<Recalculation?> RunAsync(long number, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await file.ReadAsync(session => Check(session, number), ct) is not { } found) return null;
            if (found.Differences.Count == 0) return found.Same;
            if (await file.WriteAsync(session => Mend(session, found), ct) is { } mended) return mended;
            if (attempt == Tries) throw new StoreUnavailableException("The lead changes too fast to be compared.");
        }
    }

    private Checked? Check(SqlSession session, long number)
    {
        if (LeadStateRows.Find(session, number) is not { } lead || session.Leads.Id(number) is not { } id) return null;
        var stored = new StoredBlocks(session, number, file.Rules.At(session, lead.Revision));
        var (expected, blocks) = FoldCheck.Rebuild(stored);
        return new(id, lead, expected, blocks, FoldCheck.Compare(lead.Fold, expected, stored));
    }

    /// <summary>Null when a commit came in between: then there is something else to compare.</summary>
    private Recalculation? Mend(SqlSession session, Checked found)
    {
        var lead = LeadStateRows.Find(session, found.Lead.Number);
        if (lead is null || lead.Version != found.Lead.Version || lead.Revision != found.Lead.Revision) return null;
        var differences = found.Differences.ConvertAll(d => new LeadDifference(found.Id, d.What, d.Stored, d.Expected));
        if (job is not null)
        {
            ReplayDifferences.Add(session, job.Id, differences);
            JobRows.Changed(session, job.Id, found.Expected.Score == lead.StoredScore ? 0 : 1);
        }

        new StoredBlocks(session, lead.Number, file.Rules.At(session, lead.Revision)).Replace(found.Blocks);
        lead.Fold = found.Expected;
        lead.Version++;
        LeadStateRows.Save(session, lead);
        var buckets = new ScoreBuckets();
        buckets.Move(lead.StoredScore, found.Expected.Score);
        buckets.Save(session);
        LeadChangeLog.Append(session, LeadChangeLog.Score, [lead.Number]);
        var change = new LeadChange(found.Id, lead.StoredScore, lead.Fold.Score, lead.Version, null, null, lead.Fold.Last.TimestampMs, file.Now);
        return new(found.Id, lead.Fold.Events, lead.StoredScore, lead.Fold.Score, differences, change);
    }

    private sealed record Checked(string Id, LeadState Lead, LeadFold Expected, BlockList Blocks, List<FoldDifference> Differences)
    {
        public Recalculation Same => new(Id, Expected.Events, Expected.Score, Expected.Score, [], null);
    }
}

/// <summary>What replays found, written in the transaction that mends it. All are counted, the first ones kept.</summary>
internal static class ReplayDifferences
{
    public const int Kept = 1000;

    public static void Add(SqlSession session, long job, List<LeadDifference> differences)
    {
        var known = session.Use("SELECT differences FROM rescore_jobs WHERE id = ?1").Bind(job).Scalar() ?? 0;
        session.Use("UPDATE rescore_jobs SET differences = differences + 1 WHERE id = ?1").Bind(job).Run();
        if (known >= Kept) return;
        foreach (var (leadId, what, stored, expected) in differences)
        {
            session.Use("INSERT INTO replay_differences(job, lead_id, what, stored, expected) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(job).Bind(leadId).Bind(what).Bind(stored).Bind(expected).Run();
        }
    }

    public static List<LeadDifference> First(SqlSession session, long job, int limit)
    {
        using var rows = session.Use("SELECT lead_id, what, stored, expected FROM replay_differences WHERE job = ?1 ORDER BY seq LIMIT ?2")
            .Bind(job).Bind(limit);
        var found = new List<LeadDifference>();
        while (rows.Read()) found.Add(new(rows.TextOrNull(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        return found;
    }
}
