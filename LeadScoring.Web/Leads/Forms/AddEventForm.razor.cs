using LeadScoring.Contracts.Queue;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Adds an event of any type by hand, and shows what it did to the score. A type that no rule knows is asked about first: an event cannot be taken back.</summary>
public sealed partial class AddEventForm(EventsClient events, RulesClient rules, ISnackbar toasts, TimeProvider clock, IJSRuntime js) : LiveComponent
{
    /// <summary>No event type: types begin with a letter.</summary>
    private const string OtherType = "_other";

    private EventLabels _labels = EventLabels.None;
    private string? _chosen;
    private string? _other;
    private string? _at;
    private string? _metadata;
    private string? _id = $"manual-{Guid.CreateVersion7():n}";

    /// <summary>The unknown type that the user is asked about.</summary>
    private string? _asked;
    private ApiException? _problem;
    private bool _sending;

    [Parameter, EditorRequired]
    public required string LeadId { get; set; }

    [Parameter]
    public BrowserTime Time { get; set; } = BrowserTime.Utc;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    /// <summary>Without the rules, as well, any type can be written.</summary>
    private bool IsOther => _chosen == OtherType || !_labels.Known.Any();

    private string Type => (IsOther ? _other : _chosen)?.Trim() ?? "";

    private string? TypeError => _problem?.ErrorOf("eventType") is null ? null
        : Type.Length == 0 ? "Choose an event type."
        : "Use a–z, 0–9, _ . : - and start with a letter.";

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _labels = new(await rules.ListAsync(Leaving));
        }
        catch (ApiException)
        {
            // The type can be written.
        }
    }

    private static string Worth(RuleResponse rule) => rule.Active ? rule.Points == 0 ? "0 points" : Numbers.WithSign(rule.Points) : "off, 0 points";

    private async Task SendAsync()
    {
        if (_sending) return;
        await TrySendAsync();
        if (_problem is null) return;
        StateHasChanged();
        await js.FocusErrorAsync(Leaving);
    }

    private async Task TrySendAsync()
    {
        _problem = null;
        var at = Time.Read(_at, clock.GetUtcNow());
        var errors = new Dictionary<string, string[]>();
        if (Type.Length == 0) errors["eventType"] = ["Choose an event type."];
        if (!string.IsNullOrWhiteSpace(_at) && at is null) errors["timestamp"] = ["Write a date like 25 Nov 13:59 or 2026-11-25 13:59."];
        if (MetadataJson.Error(_metadata) is { } error) errors["metadata"] = [error];
        if (errors.Count > 0)
        {
            _problem = new(null, "Not added.", "", errors);
            return;
        }

        if (IsOther && _labels.Known.Any() && !_labels.Has(Type) && _asked != Type && EventTypeLike(Type))
        {
            _asked = Type;
            return;
        }

        await SubmitAsync(at);
    }

    private async Task SubmitAsync(DateTimeOffset? at)
    {
        if (!MetadataJson.TryParse(_metadata, out var metadata)) return;
        _sending = true;
        try
        {
            Show(await events.SubmitAsync(new(_id?.Trim() ?? "", Type, LeadId, Timestamp: at, Metadata: metadata), Leaving));
        }
        catch (ApiException e)
        {
            (_problem, _asked) = (e, null);
        }
        finally
        {
            _sending = false;
        }
    }

    private Task UseAsync(string type)
    {
        (_chosen, _other, _asked) = (type, null, null);
        return SendAsync();
    }

    private Task AddUnknownAsync() => SubmitAsync(Time.Read(_at, clock.GetUtcNow()));

    /// <summary>Others are refused by the API, with the reason.</summary>
    private static bool EventTypeLike(string type) => char.IsAsciiLetterLower(type[0]) && type.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or ':' or '-');

    private void Show(JobResponse job)
    {
        if (job.State == "failed")
        {
            _problem = new(null, "The event couldn't be scored.", job.FailedReason ?? "It is among the failed events.");
            return;
        }

        var label = _labels[Type];
        if (job.Result is not { } result) toasts.Done("Event received.", "The score updates in a moment.");
        else if (result.Conflict) toasts.Warn("This ID belongs to a different event.", "The first one was kept.");
        else if (result.Duplicate) toasts.Note("Already counted; nothing changed.");
        else if (_labels.Points(Type) == 0 && result.Change == 0) toasts.Note(_labels.Has(Type) ? $"{label}: saved with 0 points." : $"Saved with 0 points: there is no rule for {Type}.");
        else if (result.Change == 0) toasts.Note($"{label}: {Numbers.WithSign(_labels.Points(Type))} not counted.", $"The score is at its limit of {Numbers.Of(result.Score)}.");
        else toasts.Done($"{label}: {Numbers.WithSign(result.Change)}", $"The score went from {Numbers.Of(result.PreviousScore)} to {Numbers.Of(result.Score)}.");
        Dialog.Close();
    }
}
