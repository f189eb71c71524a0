namespace LeadScoring.Api.Events;

/// <summary>The leads that a request's events name.</summary>
internal sealed class ResolvedLeads(
    IReadOnlySet<string>? missing, IReadOnlyDictionary<string, string>? byEmail)
{
    public bool HasEmail(string email) => byEmail?.ContainsKey(email) == true;

    /// <summary>The lead's id; or null, with the reason in the draft's errors.</summary>
    /// <param name="unknown">There is no such lead (otherwise the draft contradicts itself).</param>
    public string? Find(EventDraft draft, out bool unknown)
    {
        var byId = string.IsNullOrEmpty(draft.LeadId) ? null : draft.LeadId;
        unknown = byId is not null && (byId.Length > LeadResolver.MaxIdLength || missing?.Contains(byId) == true);
        if (unknown)
        {
            draft.Errors.Add("leadId", "No lead has this id. Create the lead first.");
            return null;
        }

        if (string.IsNullOrEmpty(draft.Email)) return byId;
        unknown = byEmail is null || !byEmail.ContainsKey(draft.Email);
        if (unknown)
        {
            draft.Errors.Add("email", "No lead has this e-mail address. Create the lead first.");
            return null;
        }

        var found = byEmail![draft.Email];
        if (byId is null || byId == found) return found;
        draft.Errors.Add("email", "Belongs to another lead than leadId. Send one of the two, or the pair that belongs together.");
        return null;
    }
}
