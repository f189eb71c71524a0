using LeadScoring.Contracts.Queue;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Adds an event by hand, such as a phone call, and shows what it did to the score.</summary>
public sealed partial class AddEventForm(EventsClient events, RulesClient rules, ISnackbar toasts) : LiveComponent
{
    private IReadOnlyList<RuleResponse> _rules = [];
    private string? _type;
    private string? _at;
    private string? _metadata;
    private string? _id = $"manual-{Guid.CreateVersion7():n}";
    private ApiException? _problem;
    private bool _sending;

    [Parameter, EditorRequired]
    public required string LeadId { get; set; }

    [Parameter]
    public BrowserTime Time { get; set; } = BrowserTime.Utc;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _rules = await rules.ListAsync(Leaving);
        }
        catch (ApiException)
        {
            // They are suggestions only.
        }
    }

    private async Task SendAsync()
    {
        _problem = null;
        var at = Time.Parse(_at);
        if (!string.IsNullOrWhiteSpace(_at) && at is null) _problem = new(null, "The time is no time.", "", new Dictionary<string, string[]> { ["timestamp"] = ["Write a date and a time, or leave it empty."] });
        if (!MetadataJson.TryParse(_metadata, out var metadata)) _problem = MetadataJson.Problem("metadata");
        if (_problem is not null) return;
        _sending = true;
        try
        {
            Show(await events.SubmitAsync(new(_id?.Trim() ?? "", _type?.Trim() ?? "", LeadId, Timestamp: at, Metadata: metadata), Leaving));
        }
        catch (ApiException e)
        {
            _problem = e;
        }
        finally
        {
            _sending = false;
        }
    }

    private void Show(JobResponse job)
    {
        if (job.State == "failed")
        {
            _problem = new(null, "The event could not be scored.", job.FailedReason ?? "See the dead letters.");
            return;
        }

        if (job.Result is not { } result) toasts.Done("The event is queued.", "Its score shows up here when a worker has come to it.");
        else if (result.Conflict) toasts.Warn("This event id counted before, with other contents.", "The first one stays; nothing was changed.");
        else if (result.Duplicate) toasts.Done("This event counted before.", "Nothing was changed.");
        else toasts.Done($"{_type}: {Numbers.WithSign(result.Change)}", $"The score went from {Numbers.Of(result.PreviousScore)} to {Numbers.Of(result.Score)}.");
        Dialog.Close();
    }
}
