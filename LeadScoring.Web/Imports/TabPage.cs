using LeadScoring.Web.Live;
using Microsoft.JSInterop;

namespace LeadScoring.Web.Imports;

/// <summary>A page that shows what the browser's tab holds of files.</summary>
public abstract class TabPage(IJSRuntime js) : LiveComponent
{
    /// <summary>Null until the browser has answered.</summary>
    protected TabFiles? Tab { get; private set; }

    /// <summary>What the tab has now, or has changed to.</summary>
    protected abstract Task ShowAsync(TabState state);

    /// <summary>Several files were dropped, of which the first is taken.</summary>
    protected virtual Task TellSeveralAsync(int count) => Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var tab = new TabFiles(js, ShowAsync, TellSeveralAsync);
        var state = await tab.AttachAsync();
        if (Leaving.IsCancellationRequested)
        {
            await tab.DisposeAsync();
            return;
        }

        Tab = tab;
        if (state is not null) await ShowAsync(state);
    }

    protected override void Dispose(bool disposing)
    {
        if (Tab is not null) _ = Tab.DisposeAsync().AsTask();
        base.Dispose(disposing);
    }
}
