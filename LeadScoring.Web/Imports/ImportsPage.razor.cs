using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Imports.Review;
using LeadScoring.Web.Live;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace LeadScoring.Web.Imports;

/// <summary>A file is chosen, looked at and sent; below are those that were. The tab keeps the file and sends it (imports.js), so that leaving this page stops nothing.</summary>
public sealed partial class ImportsPage(IJSRuntime js, NavigationManager navigation, ISnackbar toasts, TimeProvider time) : TabPage(js)
{
    private ChosenFile? _file;
    private string? _draft;
    private TabUpload? _upload;
    private ApiException? _problem;

    /// <summary>The upload began on this page, which goes on to its record as soon as it is known.</summary>
    private bool _isOurs;

    protected override async Task ShowAsync(TabState state)
    {
        if (state.File?.Number != _file?.Number) _problem = null;
        (_file, _draft, _upload) = (state.File, state.Draft, state.Upload);
        if (_file is { } file && _upload is null && ImportTexts.Refusal(file.Size) is { } refusal) await RefuseAsync(new(null, refusal, ""));
        else if (_upload is { IsSending: false } ended) await EndAsync(ended);
        StateHasChanged();
    }

    private async Task EndAsync(TabUpload upload)
    {
        _upload = null;
        await Tab!.SeenAsync();
        if (upload.State == "cancelled") _problem = new(null, "Cancelled.", "What had arrived by then counts. Importing the file again is safe.");
        else if (upload.ImportId is { } id && (_isOurs || !IsTaken(upload))) navigation.NavigateTo($"/imports/{Uri.EscapeDataString(id)}");
        else if (!IsTaken(upload)) _problem = ImportAnswer.ProblemOf(upload.Answer);
    }

    private static bool IsTaken(TabUpload upload) => upload.Answer is { Status: >= 200 and < 300 };

    private async Task SendAsync((string Kind, ReadingChoices Choices) send)
    {
        (_problem, _isOurs) = (null, true);
        var path = send.Kind == "leads" ? "/import/leads" : $"/import/events?createLeads={(send.Choices.CreateLeads ? "true" : "false")}";
        await Tab!.KeepAsync(send.Choices.Write());
        await Tab.SendAsync(path, send.Kind, send.Choices.Mapping(), time.GetUtcNow());
    }

    /// <summary>The file's record, as soon as the history has it: the API names it only at the file's end.</summary>
    private async Task FollowAsync(IReadOnlyList<ImportResponse> newest)
    {
        if (_upload is not { IsSending: true, ImportId: null } upload || newest.FirstOrDefault(upload.MayBe) is not { } import) return;
        await Tab!.FollowAsync(import.Id);
        if (_isOurs) navigation.NavigateTo($"/imports/{Uri.EscapeDataString(import.Id)}");
    }

    private async Task RefuseAsync(ApiException problem)
    {
        await Tab!.ForgetAsync();
        (_file, _draft, _problem) = (null, null, problem);
        StateHasChanged();
    }

    private async Task ForgetAsync()
    {
        await Tab!.ForgetAsync();
        (_file, _draft, _problem) = (null, null, null);
    }

    protected override Task TellSeveralAsync(int count)
    {
        toasts.Warn("One file at a time.", $"The first of {count} is taken. Import the others after it.");
        return Task.CompletedTask;
    }
}
