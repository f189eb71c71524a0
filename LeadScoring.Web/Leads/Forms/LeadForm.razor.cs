using System.Net;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Creates a lead, or replaces the fields of an existing one. The API's errors are shown beside their fields.</summary>
public sealed partial class LeadForm(LeadsClient client, ISnackbar toasts) : LiveComponent
{
    private string? _name;
    private string? _email;
    private string? _company;
    private string _status = LeadStatuses.All[0];
    private string? _metadata;
    private ApiException? _problem;
    private bool _saving;

    /// <summary>Null: a new lead.</summary>
    [Parameter]
    public LeadResponse? Existing { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    protected override void OnInitialized()
    {
        if (Existing is not { } lead) return;
        (_name, _email, _company, _status) = (lead.Name, lead.Email, lead.Company, lead.Status);
        _metadata = MetadataJson.Indent(lead.Metadata);
    }

    private async Task SaveAsync()
    {
        _problem = null;
        if (!MetadataJson.TryParse(_metadata, out var metadata))
        {
            _problem = MetadataJson.Problem("metadata");
            return;
        }

        _saving = true;
        var lead = new LeadRequest(VisibleText.Trim(_name ?? ""), EmailAddress.Clean(_email ?? ""), VisibleText.IsBlank(_company) ? null : VisibleText.Trim(_company!), _status, metadata?.GetRawText());
        try
        {
            var saved = Existing is null ? await client.CreateAsync(lead, Leaving) : await client.ReplaceAsync(Existing.Id, lead, Leaving);
            toasts.Done(Existing is null ? "The lead was created." : "The lead was saved.", saved.Name);
            Dialog.Close(saved);
        }
        catch (ApiException e)
        {
            _problem = e.Status == HttpStatusCode.NotFound ? new(e.Status, "This lead was deleted meanwhile.", "Close the form; nothing was saved.", e.Errors) : e;
        }
        finally
        {
            _saving = false;
        }
    }
}
