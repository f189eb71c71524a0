using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Leads;

/// <summary>Runs one search as soon as the process has started: the first search reads all leads into memory.</summary>
internal sealed class LeadSearchWarmup(ILeadStore leads, ILogger<LeadSearchWarmup> log) : BackgroundService
{
    private static readonly LeadQuery Any = new(0, 1, "a", null, null, null, LeadSort.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await leads.ListAsync(Any, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            log.SearchNotWarm(e is StoreUnavailableException ? e.Message : e.GetType().Name);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
