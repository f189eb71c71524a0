using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Shared;
using Radzen;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Opens the forms of a lead, from any page.</summary>
public sealed class LeadDialogs(DialogService dialogs, LeadsClient client, NotificationService toasts)
{
    /// <returns>Null: cancelled.</returns>
    public async Task<LeadResponse?> CreateAsync() => await dialogs.OpenAsync<LeadForm>("New lead", null, DialogSize.Form) as LeadResponse;

    /// <returns>Null: cancelled, or the lead could not be read.</returns>
    public async Task<LeadResponse?> EditAsync(string id, CancellationToken ct)
    {
        try
        {
            var lead = await client.FindAsync(id, ct);
            return await dialogs.OpenAsync<LeadForm>("Edit lead", new() { ["Existing"] = lead }, DialogSize.Form) as LeadResponse;
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
            return null;
        }
    }

    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> DeleteAsync(string id, string name, long events) =>
        await dialogs.OpenAsync<DeleteLead>("Delete lead", new() { ["Id"] = id, ["Name"] = name, ["Events"] = events }, DialogSize.Small) is true;

    /// <returns>Whether one was added.</returns>
    public async Task<bool> AddEventAsync(string leadId, BrowserTime time) =>
        await dialogs.OpenAsync<AddEventForm>("Add event", new() { ["LeadId"] = leadId, ["Time"] = time }, DialogSize.Form) is true;
}
