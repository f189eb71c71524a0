using LeadScoring.Core.Storage;

namespace LeadScoring.Api.Events;

/// <summary>Finds the leads that events name, by id or e-mail address, with at most one question of each kind to the store.</summary>
internal sealed class LeadResolver(ILeadStore store, KnownLeads known)
{
    private const int MaxIdLength = 128;
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

        var existing = ids is null ? null : await store.ExistingAsync(ids, ct);
        foreach (var id in existing ?? Enumerable.Empty<string>()) known.Add(id);
        return new ResolvedLeads(known, existing, emails is null ? null : await store.FindByEmailAsync(emails, ct));
    }
}
