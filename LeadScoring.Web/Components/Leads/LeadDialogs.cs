using LeadScoring.Web.Frame;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using Radzen;

namespace LeadScoring.Web.Components.Leads;

/// <summary>Create, edit and delete a lead, from whichever page.</summary>
public sealed class LeadDialogs(DialogService dialogs, LeadsClient client, NotificationService toasts)
{
    /// <summary>Null: not created after all.</summary>
    public async Task<LeadDetails?> CreateAsync() => await dialogs.OpenAsync<LeadForm>("New lead", null, DialogLook.Form) as LeadDetails;

    /// <summary>Null: as it was.</summary>
    public async Task<LeadDetails?> EditAsync(string id, CancellationToken ct)
    {
        try
        {
            var lead = await client.FindAsync(id, ct);
            return await dialogs.OpenAsync<LeadForm>("Edit lead", new Dictionary<string, object?> { ["Existing"] = lead }, DialogLook.Form) as LeadDetails;
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
            return null;
        }
    }

    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> DeleteAsync(string id, string name, long events) => await dialogs.OpenAsync<DeleteLead>(
        "Delete lead", new Dictionary<string, object?> { ["Id"] = id, ["Name"] = name, ["Events"] = events }, DialogLook.Small) is true;
}
