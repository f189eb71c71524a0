using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Events;

/// <summary>Finds the leads that events name, by id or e-mail address, with at most one question of each kind to the store.</summary>
internal sealed class LeadResolver(ILeadStore store, KnownLeads known)
{
    public const int MaxIdLength = 128;
    private const int MaxEmailLength = 254;

    public async Task<ResolvedLeads> ResolveAsync(IReadOnlyList<EventDraft> drafts, CancellationToken ct)
    {
        HashSet<string>? ids = null;
        HashSet<string>? emails = null;
        foreach (var draft in drafts)
        {
            if (draft.LeadId is { Length: > 0 and <= MaxIdLength } id && !known.Contains(id)) (ids ??= new(StringComparer.Ordinal)).Add(id);
            if (draft.Email is { Length: > 0 and <= MaxEmailLength } email) (emails ??= new(StringComparer.OrdinalIgnoreCase)).Add(email);
        }

        if (ids is not null)
        {
            foreach (var id in await store.ExistingAsync(ids, ct))
            {
                known.Add(id);
                ids.Remove(id);
            }
        }

        return new ResolvedLeads(ids, emails is null ? null : await store.FindByEmailAsync(emails, ct));
    }
}
