using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports;

/// <summary>Makes leads for an import, and tells everybody.</summary>
internal sealed class LeadMaker(ILeadStore store, KnownLeads known, LeadAnnouncer announcer, ImportPatience patience)
{
    /// <summary>How many were made; the others exist already.</summary>
    public async Task<int> MakeAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct)
    {
        var made = 0;
        for (var done = 0; done < drafts.Count;)
        {
            var rest = drafts.Skip(done).ToList();
            var creations = await patience.RunAsync(() => store.CreateManyAsync(rest, ct), ct);
            var created = creations.Select(c => c.Created).OfType<Lead>().ToList();
            foreach (var lead in created) known.Add(lead.Id);
            if (created.Count > 0) await announcer.ChangedAsync(created, ct);
            done += creations.Count;
            made += created.Count;
        }

        return made;
    }
}
