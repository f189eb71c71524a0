using System.Net;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>
/// Creates a lead, or replaces the fields of an existing one. A field is checked when it was changed and left, and all are when the form is sent; what
/// the API refuses is shown beside its field as well.
/// </summary>
public sealed partial class LeadForm(LeadsClient client, ISnackbar toasts, IJSRuntime js) : LiveComponent
{
    /// <summary>More than an address may have: the error says how many it has.</summary>
    private const int MaxEmailLength = 400;
    private static readonly string[] Fields = ["name", "email", "metadata"];
    private readonly HashSet<string> _checked = [];
    private readonly Dictionary<string, string> _refused = [];
    private string? _name;
    private string? _email;
    private string? _company;
    private string _status = StatusLabels.All[0];
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

    /// <param name="field">As the API names it.</param>
    /// <param name="value">Its new value, which the caller has kept.</param>
    private void Change(string field, string? value)
    {
        if (value is not null) _checked.Add(field);
        _refused.Remove(field);
        if (Fields.Concat(_refused.Keys).All(f => ErrorOf(f) is null)) _problem = null;
    }

    private string? ErrorOf(string field) => _refused.GetValueOrDefault(field) ?? (_checked.Contains(field) ? Check(field) : null);

    private string? Check(string field) => field switch
    {
        "name" => VisibleText.IsBlank(_name) ? "Enter a name." : null,
        "email" => _email?.Contains('@', StringComparison.Ordinal) == true ? EmailAddress.Error(_email) : "Enter a valid e-mail address, such as jane@example.com.",
        "metadata" => MetadataJson.Error(_metadata),
        _ => null,
    };

    private async Task SaveAsync()
    {
        await TrySaveAsync();
        if (_problem is null) return;
        StateHasChanged();
        await js.FocusErrorAsync(Leaving);
    }

    private async Task TrySaveAsync()
    {
        _problem = null;
        _checked.UnionWith(Fields);
        if (Fields.Any(f => ErrorOf(f) is not null) || !MetadataJson.TryParse(_metadata, out var metadata))
        {
            _problem = new(null, "Not saved.", "Fix the marked fields.");
            return;
        }

        _saving = true;
        _refused.Clear();
        var edited = new LeadRequest(VisibleText.Trim(_name ?? ""), EmailAddress.Clean(_email ?? ""), VisibleText.IsBlank(_company) ? null : VisibleText.Trim(_company!), _status, metadata?.GetRawText());
        try
        {
            var saved = Existing is null ? await client.CreateAsync(edited, Leaving) : await client.ReplaceAsync(Existing.Id, Onto(await client.FindAsync(Existing.Id, Leaving), edited), Leaving);
            toasts.Done(Existing is null ? "Lead created." : "Lead saved.", saved.Name);
            Dialog.Close(saved);
        }
        catch (ApiException e)
        {
            _problem = Explain(e);
        }
        finally
        {
            _saving = false;
        }
    }

    /// <summary>What was not edited here stays as it is by now: somebody may have set the status meanwhile.</summary>
    private LeadRequest Onto(LeadResponse now, LeadRequest edited) => new(
        edited.Name == Existing!.Name ? now.Name : edited.Name,
        edited.Email == Existing.Email ? now.Email : edited.Email,
        edited.Company == Existing.Company ? now.Company : edited.Company,
        edited.Status == Existing.Status ? now.Status : edited.Status,
        _metadata == MetadataJson.Indent(Existing.Metadata) ? now.Metadata : edited.Metadata);

    private ApiException Explain(ApiException e)
    {
        foreach (var field in (string[])["name", "email", "company", "status", "metadata"])
        {
            if (e.ErrorOf(field) is { } error) _refused[field] = error;
        }

        return e.Status switch
        {
            HttpStatusCode.NotFound => new(e.Status, "Someone deleted this lead while you were editing.", "Your changes were not saved."),
            HttpStatusCode.BadRequest when _refused.Count > 0 => new(e.Status, "Not saved.", "Fix the marked fields."),
            _ => e,
        };
    }
}
