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
                created.AddRange(await file.WriteAsync(session => CreateSome(session, drafts, done), ct));
            }
            catch (StoreUnavailableException) when (done > 0)
            {
                break; // the leads of earlier transactions exist
            }
        }

        return created;
    }

    private List<LeadCreation> CreateSome(SqlSession session, IReadOnlyList<LeadDraft> drafts, int next)
    {
        var started = Stopwatch.GetTimestamp();
        var batch = new Batch(session, file.Now);
        var created = new List<LeadCreation>();
        while (next < drafts.Count && (created.Count == 0 || Stopwatch.GetElapsedTime(started) < Slice)) created.Add(batch.Create(drafts[next++]));
        batch.Save();
        return created;
    }

    /// <summary>One transaction of creations, and the rows that they share.</summary>
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

            // Looked up once: leads created in this transaction have no points, so they do not change the rank of score 0.
            _ranks ??= new ScoreRanks(session);
            return new(new Lead(id, draft.Name, draft.Email, draft.Company, draft.Status, draft.Metadata, 0, _ranks.Of(0), 0, null, now, now, 1), null);
        }

        public void Save()
        {
            _buckets.Save(session);
            Counters.Add(session, Counters.Leads, _numbers.Count);
            LeadTableLog.Append(session, LeadTableLog.Profile, _numbers);
        }
    }
}

/// <summary>
/// Lead ids: version 7 UUIDs without dashes, made ascending, since <c>lead_no</c> breaks ties in place of the id. When the clock
/// stands still or steps back, the time within the id advances on its own.
/// </summary>
internal static class LeadIds
{
    public static string Next(SqlSession session, long now)
    {
        var last = Newest(session);
        for (var time = now; ; time = Math.Max(time, Time(last)) + 1)
        {
            var id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(time)).ToString("N");
            if (string.CompareOrdinal(id, last) > 0) return id;
        }
    }

    private static string Newest(SqlSession session)
    {
        using var row = session.Use("SELECT id FROM leads ORDER BY id DESC LIMIT 1");
        return row.Read() ? row.Text("id") : "";
    }

    private static long Time(string id) => Convert.ToInt64(id[..12], 16);
}
