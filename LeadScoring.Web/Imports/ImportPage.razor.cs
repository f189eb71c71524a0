using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Imports;

/// <summary>One import, while it goes on and after. Whether the file is still being sent by this tab, the tab says (imports.js).</summary>
public sealed partial class ImportPage(ImportsClient client, IJSRuntime js, TimeProvider time) : TabPage(js)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Loading<ImportResponse> _import = new();
    private TabUpload? _upload;
    private ChosenFile? _file;
    private string? _loaded;

    [Parameter]
    public required string Id { get; set; }

    protected override Task OnParametersSetAsync()
    {
        if (_loaded == Id) return Task.CompletedTask;
        _loaded = Id;
        _import.Clear();
        return LoadAsync();
    }

    protected override void OnInitialized() => Begin(async ct =>
    {
        while (true)
        {
            await Task.Delay(Interval, time, ct);
            if (_import.Value is { } import ? !ImportTexts.IsOver(import) : _import.Problem is null or { IsTransient: true }) await InvokeAsync(LoadAsync);
        }
    });

    protected override void Dispose(bool disposing)
    {
        _import.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What became of the rows, in the order in which people ask.</summary>
    private static IEnumerable<(string Label, long Value, string About)> Counters(ImportResponse import)
    {
        yield return ("Rows read", import.Rows, "Of the file, so far");
        if (import.Kind == "events") yield return ("Counted", import.Scored, "Events that are scored");
        yield return ("Duplicates", import.Duplicates, import.Kind == "events" ? "Rows that had counted before" : "Rows whose e-mail address a lead has already");
        yield return ("Rejected", ImportTexts.RejectedRows(import), "Rows that do not count, with their reasons below");
        yield return ("Leads created", import.CreatedLeads, "New leads");
        if (import.Failed > 0) yield return ("Not scored", import.Failed, "Events in the dead letters");
    }

    protected override async Task ShowAsync(TabState state)
    {
        var wasSending = _upload is { IsSending: true };
        _upload = state.Upload is { } upload && upload.ImportId == Id ? upload : null;
        _file = _upload is null ? null : state.File;
        if (wasSending && _upload is { IsSending: false }) await Tab!.SeenAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        await _import.ReadAsync(ct => client.FindAsync(Id, ct), Leaving);
        if (!Leaving.IsCancellationRequested) StateHasChanged();
    }
}
