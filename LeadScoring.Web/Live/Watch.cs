namespace LeadScoring.Web.Live;

/// <summary>Reads something for all circuits again and again, and at once when it is asked to. One per process.</summary>
public abstract class Watch : BackgroundService
{
    private readonly ChangeSignal _asked = new();

    /// <summary>How long the next look waits, unless somebody asks.</summary>
    protected abstract TimeSpan NextLook { get; }

    /// <summary>Reads now: something was done whose effect should be seen.</summary>
    public void Refresh() => _asked.Notify();

    /// <summary>Reads it. An exception would end this service, and the dashboard with it.</summary>
    protected abstract Task LookAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
                await _asked.WaitAsync(NextLook, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
