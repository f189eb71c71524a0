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
/// Folds one lead's events again at the lead's own rule revision (an older one is not a difference, its rescore is still to come) and
/// compares. Reads from a snapshot, outside any write transaction; repairs the lead only if no commit has changed it in between.
/// </summary>
internal sealed class LeadReplay(SqliteFile file, BackgroundJob? job)
{
    private const int MaxTries = 10;

    /// <returns>Null when there is no such lead.</returns>
    public async Task<Recalculation?> RunAsync(long number, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await file.ReadAsync(session => Check(session, number), ct) is not { } found) return null;
            if (found.Differences.Count == 0) return found.Same;
            if (await file.WriteAsync(session => Repair(session, found), ct) is { } repaired) return repaired;
            if (attempt == MaxTries) throw new StoreUnavailableException("The lead changes too fast to be compared.");
        }
    }

    private Checked? Check(SqlSession session, long number)
    {
        if (LeadStateRows.Find(session, number) is not { } lead || session.Leads.Id(number) is not { } id) return null;
        var stored = new StoredBlocks(session, number, file.Timelines.At(session, lead.Revision));
        var (expected, blocks) = FoldCheck.Rebuild(stored);
        return new(id, lead, expected, blocks, FoldCheck.Compare(lead.Fold, expected, stored));
    }

    /// <summary>Null when a commit has changed the lead in between: compare again.</summary>
    private Recalculation? Repair(SqlSession session, Checked found)
    {
        var lead = LeadStateRows.Find(session, found.Lead.Number);
        if (lead is null || lead.Version != found.Lead.Version || lead.Revision != found.Lead.Revision) return null;
        var differences = found.Differences.ConvertAll(d => new LeadDifference(found.Id, d.What, d.Stored, d.Expected));
        if (job is not null)
        {
            ReplayDifferences.Add(session, job.Id, differences);
            JobRows.Changed(session, job.Id, found.Expected.Score == lead.StoredScore ? 0 : 1);
        }

        new StoredBlocks(session, lead.Number, file.Timelines.At(session, lead.Revision)).Replace(found.Blocks);
        lead.Fold = found.Expected;
        lead.Version++;
        LeadStateRows.Save(session, lead);
        var buckets = new ScoreBuckets();
        buckets.Move(lead.StoredScore, found.Expected.Score);
        buckets.Save(session);
        LeadTableLog.Append(session, LeadTableLog.Score, [lead.Number]);
        var change = new LeadChange(found.Id, lead.StoredScore, lead.Fold.Score, lead.Version, null, null, lead.Fold.Last.TimestampMs, file.Now);
        return new(found.Id, lead.Fold.Events, lead.StoredScore, lead.Fold.Score, differences, change);
    }

    private sealed record Checked(string Id, LeadState Lead, LeadFold Expected, BlockList Blocks, List<FoldDifference> Differences)
    {
        public Recalculation Same => new(Id, Expected.Events, Expected.Score, Expected.Score, [], null);
    }
}

/// <summary>The differences that replays found, written in the transaction that repairs them. All leads are counted, the first 1,000 stored.</summary>
internal static class ReplayDifferences
{
    private const int MaxStored = 1000;

    public static void Add(SqlSession session, long job, List<LeadDifference> differences)
    {
        var known = session.Use("SELECT differences FROM rescore_jobs WHERE id = $id").Bind("id", job).Scalar() ?? 0;
        session.Use("UPDATE rescore_jobs SET differences = differences + 1 WHERE id = $id").Bind("id", job).Run();
        if (known >= MaxStored) return;
        foreach (var (leadId, what, stored, expected) in differences)
        {
            session.Use("INSERT INTO replay_differences(job, lead_id, what, stored, expected) VALUES ($job, $lead, $what, $stored, $expected)")
                .Bind("job", job).Bind("lead", leadId).Bind("what", what).Bind("stored", stored).Bind("expected", expected).Run();
        }
    }

    public static List<LeadDifference> First(SqlSession session, long job, int limit)
    {
        using var rows = session.Use("SELECT lead_id, what, stored, expected FROM replay_differences WHERE job = $job ORDER BY seq LIMIT $limit")
            .Bind("job", job).Bind("limit", limit);
        var found = new List<LeadDifference>();
        while (rows.Read()) found.Add(new(rows.TextOrNull("lead_id"), rows.Text("what"), rows.Text("stored"), rows.Text("expected")));
        return found;
    }
}
