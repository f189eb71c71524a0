using LeadScoring.Core.Insights;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Insights;

/// <summary>
/// What became of the leads that were open at a time, by the score that they had then as it is known now. The lead table has status, score and newest event of all;
/// only leads with an event since then had another score, which comes from their checkpoints. In short snapshots, so that nothing waits for it.
/// </summary>
internal sealed class ConversionWalk(IStoreDatabase database, LeadTableUpdater table, long nowMs, TimeSpan span)
{
    private const int ChunkSize = 200;
    private const int MaxBins = 10;

    private readonly long _sinceMs = nowMs - (long)span.TotalMilliseconds;

    public async Task<Conversion> RunAsync()
    {
        var leads = await table.QueryAsync(session => table.Read(session, all => LeadCensus.CreatedBy(all, _sinceMs)), default);
        var then = new List<(long Score, bool IsCustomer)>(leads.Count);
        foreach (var chunk in leads.Chunk(ChunkSize)) then.AddRange(await database.ReadAsync(session => OpenThen(session, chunk), default));
        return new(nowMs, _sinceMs, Count(then));
    }

    private static List<ConversionBin> Count(List<(long Score, bool IsCustomer)> leads)
    {
        if (leads.Count == 0) return [];
        var bins = ScoreBins.Covering(leads.Min(l => l.Score), leads.Max(l => l.Score), MaxBins);
        var (all, customers) = (new long[bins.Count], new long[bins.Count]);
        foreach (var (score, isCustomer) in leads)
        {
            all[bins.IndexOf(score)]++;
            if (isCustomer) customers[bins.IndexOf(score)]++;
        }

        return [.. all.Select((count, i) => new ConversionBin(bins.From(i), bins.To(i), count, customers[i]))];
    }

    /// <summary>Those that were open: they are now, or got the status that they have only after that time.</summary>
    private List<(long Score, bool IsCustomer)> OpenThen(IStoreSession session, CohortLead[] chunk)
    {
        var closed = session.Profiles.StatusTimes([.. chunk.Where(lead => !LeadCensus.IsOpen(lead.Status)).Select(lead => lead.Number)]);
        var open = chunk.Where(lead => LeadCensus.IsOpen(lead.Status) || closed.GetValueOrDefault(lead.Number) > _sinceMs).ToList();
        session.States.Expect([.. open.Where(HasMoved).Select(lead => lead.Number)]);
        return [.. open.Select(lead => (HasMoved(lead) ? ScoreThen(session, lead) : lead.Score, lead.Status == LeadStatus.Customer))];
    }

    private bool HasMoved(CohortLead lead) => lead.LastEventMs > _sinceMs;

    /// <summary>Of a lead that was deleted meanwhile, its score of now.</summary>
    private long ScoreThen(IStoreSession session, CohortLead lead)
    {
        if (session.States.Find(lead.Number) is not { } state) return lead.Score;
        var blocks = session.States.Blocks(state, database.Timelines.At(session, state.Revision));
        return ScoreTree.ScoreBefore(state.Fold, blocks, EventKey.After(_sinceMs));
    }
}
