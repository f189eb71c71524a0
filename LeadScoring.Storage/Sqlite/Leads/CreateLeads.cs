using System.Diagnostics;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Creates leads, one or many in a transaction.</summary>
internal sealed class CreateLeads(SqliteFile file)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    public LeadCreation One(SqlSession session, LeadDraft draft)
    {
        var batch = new Batch(session, file.Now);
        var creation = batch.Create(draft);
        batch.Save();
        return creation;
    }

    public async Task<IReadOnlyList<LeadCreation>> ManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct)
    {
        var created = new List<LeadCreation>(drafts.Count);
        while (created.Count < drafts.Count)
        {
            if (created.Count > 0) await Task.Delay(1, ct);
            var done = created.Count;
            try
            {
                created.AddRange(await file.WriteAsync(session => Some(session, drafts, done), ct));
            }
            catch (StoreUnavailableException) when (done > 0)
            {
                break; // those before are made
            }
        }

        return created;
    }

    private List<LeadCreation> Some(SqlSession session, IReadOnlyList<LeadDraft> drafts, int next)
    {
        var started = Stopwatch.GetTimestamp();
        var batch = new Batch(session, file.Now);
        var created = new List<LeadCreation>();
        while (next < drafts.Count && (created.Count == 0 || Stopwatch.GetElapsedTime(started) < Slice)) created.Add(batch.Create(drafts[next++]));
        batch.Save();
        return created;
    }

    /// <summary>What many creations write once.</summary>
    private sealed class Batch(SqlSession session, long now)
    {
        private readonly ScoreBuckets _buckets = new();
        private readonly List<long> _numbers = [];
        private readonly long _revision = RuleRows.Revision(session);
        private ScoreRanks? _ranks;

        public LeadCreation Create(LeadDraft draft)
        {
            if (LeadRows.IdByEmail(session, draft.Email) is { } existing) return new(null, existing);
            var id = LeadIds.Next(session, now);
            var number = LeadRows.Add(session, id, draft, now);
            LeadStateRows.Add(session, number, _revision);
            _buckets.Add(0);
            _numbers.Add(number);

            // Asked once: a lead without points is above nobody who counts for this rank.
            _ranks ??= new ScoreRanks(session);
            return new(new Lead(id, draft.Name, draft.Email, draft.Company, draft.Status, draft.Metadata, 0, _ranks.Of(0), 0, null, now, now, 1), null);
        }

        public void Save()
        {
            _buckets.Save(session);
            Counters.Add(session, Counters.Leads, _numbers.Count);
            LeadChangeLog.Append(session, LeadChangeLog.Profile, _numbers);
        }
    }
}
