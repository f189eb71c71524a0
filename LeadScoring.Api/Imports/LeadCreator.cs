using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Creates the leads of an import and announces them.</summary>
internal sealed class LeadCreator(ILeadStore store, KnownLeads known, LeadAnnouncer announcer, ImportRetry retry)
{
    /// <summary>How many were created; the others exist already.</summary>
    public async Task<int> CreateAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct)
    {
        var total = 0;
        for (var done = 0; done < drafts.Count;)
        {
            var rest = drafts.Skip(done).ToList();
            var creations = await retry.RunAsync(() => store.CreateManyAsync(rest, ct), ct);
            var created = creations.Select(c => c.Created).OfType<Lead>().ToList();
            foreach (var lead in created) known.Add(lead.Id);
            if (created.Count > 0) await announcer.ChangedAsync(created, [.. creations.SelectMany(c => c.Positions).Distinct()], ct);
            done += creations.Count;
            total += created.Count;
        }

        return total;
    }
}
