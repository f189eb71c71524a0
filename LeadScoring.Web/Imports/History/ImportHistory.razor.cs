using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Imports.History;

/// <summary>Reads a page of the imports again every second while one goes on, else every five.</summary>
public sealed partial class ImportHistory(ImportsClient client, TimeProvider time) : LiveComponent
{
    private const int PageSize = 50;
    private const int LastPage = 1_000 / PageSize;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly Loading<List<ImportResponse>> _imports = new();
    private IReadOnlyList<ImportResponse> _rows = [];
    private int? _page;
    private bool _hasMore;

    /// <summary>From 1.</summary>
    [Parameter]
    public int Page { get; set; }

    /// <summary>A file is being sent.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    /// <summary>A file is being looked at: examples are of no use.</summary>
    [Parameter]
    public bool IsChoosing { get; set; }

    /// <summary>The newest page was read.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<ImportResponse>> OnRead { get; set; }

    private int Offset => (Page - 1) * PageSize;

    protected override void OnInitialized() => Begin(async ct =>
    {
        while (true)
        {
            await Task.Delay(IsBusy || _rows.Any(i => !ImportTexts.IsOver(i)) ? Busy : Idle, time, ct);
            await InvokeAsync(LoadAsync);
        }
    });

    protected override Task OnParametersSetAsync()
    {
        Page = Math.Min(Page, LastPage);
        if (_page == Page) return Task.CompletedTask;
        _page = Page;
        return LoadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        _imports.Dispose();
        base.Dispose(disposing);
    }

    private async Task LoadAsync()
    {
        await _imports.ReadAsync(ct => client.ListAsync(Offset, PageSize + 1, ct), Leaving);
        if (Leaving.IsCancellationRequested) return;
        if (_imports is { Problem: null, Value: { } all })
        {
            (_hasMore, _rows) = (all.Count > PageSize && Page < LastPage, [.. all.Take(PageSize).OrderBy(i => ImportTexts.IsOver(i) ? 1 : 0)]);
            if (Page == 1) await OnRead.InvokeAsync(all);
        }

        StateHasChanged();
    }
}
