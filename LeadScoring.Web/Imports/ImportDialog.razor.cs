using System.Text.Json;
using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace LeadScoring.Web.Imports;

/// <summary>
/// Imports a file: choose it, see how its beginning is understood, send it, see the result. The browser keeps the file and sends it (imports.js);
/// here are only its name, its size, and how far it is.
/// </summary>
public sealed partial class ImportDialog(ImportsClient imports, IJSRuntime js, TimeProvider time) : LiveComponent
{
    private const int MaxReasons = 5;
    private const int MaxColumns = 12;
    private const long MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private ElementReference _content;
    private ElementReference _zone;
    private Step _focused = Step.Choose;
    private IJSObjectReference? _browser;
    private DotNetObjectReference<ImportDialog>? _self;
    private Step _step = Step.Choose;
    private string _name = "";
    private long _bytes;
    private long _sentBytes;
    private InspectionResponse? _file;
    private bool _createLeads = true;
    private ImportResponse? _import;
    private ApiException? _problem;
    private string? _rejectsOf;

    private enum Step
    {
        /// <summary>No file yet, or one that cannot be imported.</summary>
        Choose,
        Inspecting,
        Review,
        Sending,

        /// <summary>It arrived, and its events are being scored.</summary>
        Scoring,
        Done,
    }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    /// <summary>Called when sending begins: from then on rows may count, whatever happens next.</summary>
    [Parameter]
    public Action? OnSent { get; set; }

    private IEnumerable<InspectedColumnResponse> ShownColumns => _file!.Columns.OrderBy(c => c.Field is null ? 2 : ImportTexts.IsDetail(c) ? 1 : 0).Take(MaxColumns);

    private string RejectsUrl => $"/import/{_rejectsOf}/rejects";

    private int HiddenColumns => Math.Max(0, _file!.Columns.Count - MaxColumns);

    /// <summary>Called by the browser when a file was chosen or dropped.</summary>
    [JSInvokable]
    public async Task ChooseAsync(string name, long bytes)
    {
        (_name, _bytes, _file, _problem, _rejectsOf, _import) = (name, bytes, null, null, null, null);
        if (ImportTexts.Refusal(bytes) is { } refusal) Refuse(new(null, refusal, ""));
        else await InspectAsync("");
    }

    /// <summary>Called by the browser while it sends.</summary>
    [JSInvokable]
    public void SetSent(long bytes)
    {
        _sentBytes = Math.Min(bytes, _bytes);
        StateHasChanged();
    }

    protected override void Dispose(bool disposing)
    {
        _ = LetGoAsync(close: true);
        _self?.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            // The button that was pressed is gone: without this, the focus would be on nothing.
            var isMoved = _focused != _step;
            _focused = _step;
            if (isMoved) await _content.FocusAsync(preventScroll: true);
            if (!firstRender) return;
            _self = DotNetObjectReference.Create(this);
            _browser = await js.InvokeAsync<IJSObjectReference>("leadScoring.openImport", Leaving, _zone, _self);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // The dialog was closed.
        }
    }

    /// <param name="kind">Empty: what its columns suggest.</param>
    private async Task InspectAsync(string kind)
    {
        (_step, _problem) = (Step.Inspecting, null);
        StateHasChanged();
        try
        {
            if (await AskAsync("inspect", kind) is not { } answer) return;
            (_file, _step) = (answer.Read<InspectionResponse>(), Step.Review);
        }
        catch (ApiException e)
        {
            Refuse(e);
        }

        StateHasChanged();
    }

    private async Task SendAsync()
    {
        (_step, _sentBytes, _problem) = (Step.Sending, 0, null);
        OnSent?.Invoke();
        try
        {
            var path = _file!.Kind == "leads" ? "/import/leads" : $"/import/events?createLeads={(_createLeads ? "true" : "false")}";
            if (await AskAsync("send", path) is not { } answer) return;
            _rejectsOf = answer.ImportId;
            await FollowAsync(answer.Read<Sent>().ImportId);
        }
        catch (ApiException e)
        {
            Refuse(e);
        }
    }

    private void Refuse(ApiException problem)
    {
        (_problem, _step) = (problem, Step.Choose);
        StateHasChanged();
    }

    /// <summary>Until every event is scored.</summary>
    private async Task FollowAsync(string id)
    {
        _step = Step.Scoring;
        while (true)
        {
            try
            {
                (_import, _problem) = (await imports.FindAsync(id, Leaving), null);
                if (ImportTexts.IsOver(_import)) break;
            }
            catch (ApiException e) when (e.IsTransient)
            {
                _problem = e; // asked again
            }

            StateHasChanged();
            await Task.Delay(PollInterval, time, Leaving);
        }

        _rejectsOf = ImportTexts.RejectedRows(_import) > 0 ? id : null;
        _step = Step.Done;
    }

    private async Task CancelAsync()
    {
        await LetGoAsync();
        (_step, _problem) = (Step.Review, new(null, "Cancelled.", "What had arrived by then counts. Importing the file again is safe."));
    }

    private void Again() => (_step, _file, _problem, _import, _rejectsOf) = (Step.Choose, null, null, null, null);

    /// <returns>Null: cancelled.</returns>
    private async Task<ImportAnswer?> AskAsync(string what, string argument)
    {
        try
        {
            await using var stream = await (await _browser!.InvokeAsync<IJSStreamReference>(what, Leaving, argument)).OpenReadStreamAsync(MaxAnswerBytes, Leaving);
            var answer = await JsonSerializer.DeserializeAsync<ImportAnswer>(stream, JsonSerializerOptions.Web, Leaving);
            return answer is null or { IsCancelled: true } ? null : answer;
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            return null; // the dialog was closed
        }
        catch (JSException)
        {
            throw new ApiException(null, "This file can't be read.", "Choose it again.");
        }
    }

    /// <summary>Ends a request of the browser, if one is open.</summary>
    /// <param name="close">The dialog is gone: the browser need not keep the file.</param>
    private async Task LetGoAsync(bool close = false)
    {
        if (_browser is not { } browser) return;
        try
        {
            await browser.InvokeVoidAsync("cancel");
            if (close) await browser.DisposeAsync();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and the request with it.
        }
    }

    /// <summary>What both kinds of uploads answer.</summary>
    private sealed record Sent(string ImportId);
}
