using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Live;

/// <summary>A component with work of its own, which is cancelled when the component is disposed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Cancelled when the component is disposed.</summary>
    protected CancellationToken Leaving { get; private set; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    public override Task SetParametersAsync(ParameterView parameters)
    {
        if (!_leaving.IsCancellationRequested) Leaving = _leaving.Token;
        return base.SetParametersAsync(parameters);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _leaving.IsCancellationRequested) return;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <summary>Runs in the background until the component is disposed; an exception reaches the error boundary around the component.</summary>
    protected void Begin(Func<CancellationToken, Task> work) => _ = RunAsync(work, Leaving);

    /// <summary>Changes the state on the circuit's dispatcher and renders once.</summary>
    protected Task RenderAsync(Action change) => InvokeAsync(() =>
    {
        if (Leaving.IsCancellationRequested) return;
        change();
        StateHasChanged();
    });

    private async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Left the page.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
