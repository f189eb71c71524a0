using System.Diagnostics;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Leads;

/// <summary>Creates leads in as many short transactions as it takes.</summary>
internal sealed class CreateLeads(IStoreDatabase database)
{
    /// <summary>Leads that one transaction looks at.</summary>
    private const int MaxLeads = 500;

    public async Task<IReadOnlyList<LeadCreation>> RunAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct)
    {
        var created = new List<LeadCreation>(drafts.Count);
        while (created.Count < drafts.Count)
        {
            if (created.Count > 0) await Task.Delay(1, ct);
            var done = created.Count;
            try
            {
                created.AddRange(await database.WriteAsync(session => CreateSome(session, drafts, done), ct));
            }
            catch (StoreUnavailableException) when (done > 0)
            {
                break; // the leads of earlier transactions exist
            }
        }

        return created;
    }

    private List<LeadCreation> CreateSome(IStoreSession session, IReadOnlyList<LeadDraft> drafts, int next)
    {
        var (started, limits) = (Stopwatch.GetTimestamp(), database.Limits);
        var some = drafts.Skip(next).Take(Math.Min(limits.MaxEvents, MaxLeads)).ToList();
        var emails = session.Profiles.IdsByEmail([.. some.Select(draft => EmailAddress.Key(draft.Email))]);
        session.Profiles.Expect([.. some.Where(draft => !emails.ContainsKey(EmailAddress.Key(draft.Email)))]);
        var (revision, now, buckets) = (session.Rules.Revision(), database.Now, new ScoreBuckets());
        var rank = ScoreBuckets.Rank(session, 0); // of all of them: leads created here have no points, so they do not change it
        var (creations, states) = (new List<LeadCreation>(some.Count), new List<LeadState>(some.Count));
        foreach (var draft in some)
        {
            if (creations.Count > 0 && Stopwatch.GetElapsedTime(started) >= limits.Duration) break;
            var email = EmailAddress.Key(draft.Email);
            if (emails.TryGetValue(email, out var existing))
            {
                creations.Add(new(null, existing));
                continue;
            }

            var (id, state) = session.Profiles.Add(draft, revision, now);
            emails[email] = id;
            states.Add(state);
            buckets.Add(state.Stripe, 0);
            creations.Add(new(new Lead(id, draft.Name, draft.Email, draft.Company, draft.Status, draft.Metadata, 0, rank, 0, null, now, now, 1), null));
        }

        buckets.Save(session);
        var positions = session.Changes.Append(LeadChangeKind.Profile, states, now);
        return creations.ConvertAll(creation => creation.Created is null ? creation : creation with { Positions = positions });
    }
}
