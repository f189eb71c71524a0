namespace LeadScoring.Api.Demo;

/// <summary>Loads the demo data once at start, beside the requests; whatever goes wrong, the API stays up.</summary>
internal sealed class DemoLoader(DemoLoading loading, IHostApplicationLifetime lifetime, ILogger<DemoLoader> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            await loading.LoadAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            log.DemoFailed(e);
        }
    }

    private async Task StartedAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }
}
