using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Opens the forms of a lead, from any page.</summary>
public sealed class LeadDialogs(IDialogService dialogs, LeadsClient client, ISnackbar toasts)
{
    /// <returns>Null: cancelled.</returns>
    public async Task<LeadResponse?> CreateAsync() => (await OpenAsync<LeadForm>("New lead", DialogSize.Form, []))?.Data as LeadResponse;

    /// <returns>Null: cancelled, or the lead could not be read.</returns>
    public async Task<LeadResponse?> EditAsync(string id, CancellationToken ct)
    {
        try
        {
            var lead = await client.FindAsync(id, ct);
            return (await OpenAsync<LeadForm>("Edit lead", DialogSize.Form, new() { [nameof(LeadForm.Existing)] = lead }))?.Data as LeadResponse;
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
            return null;
        }
    }

    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> DeleteAsync(string id, string name, long events) => await OpenAsync<DeleteLead>(
        "Delete lead", DialogSize.Small, new() { [nameof(DeleteLead.Id)] = id, [nameof(DeleteLead.Name)] = name, [nameof(DeleteLead.Events)] = events }) is { Canceled: false };

    /// <returns>Whether one was added.</returns>
    public async Task<bool> AddEventAsync(string leadId, BrowserTime time) => await OpenAsync<AddEventForm>(
        "Add event", DialogSize.Form, new() { [nameof(AddEventForm.LeadId)] = leadId, [nameof(AddEventForm.Time)] = time }) is { Canceled: false };

    private async Task<DialogResult?> OpenAsync<TForm>(string title, DialogOptions size, DialogParameters parameters)
        where TForm : ComponentBase => await (await dialogs.ShowAsync<TForm>(title, parameters, size)).Result;
}
