using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Frame;

/// <summary>A component that goes on with something until it is left.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Cancelled when the component goes.</summary>
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

    /// <summary>Runs beside the page until it ends or the component goes; what it throws reaches the region's error boundary.</summary>
    protected void Begin(Func<CancellationToken, Task> work) => _ = RunAsync(work, Leaving);

    /// <summary>On the circuit's own thread, with one render.</summary>
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
