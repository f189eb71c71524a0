using LeadScoring.AppHost.Servers;

namespace LeadScoring.AppHost.Startup;

#pragma warning disable ASPIREINTERACTION001 // Interactions are marked as experimental.


/// <summary>Says in the Aspire dashboard that Redis and the store are not in containers because no engine answered.</summary>
internal sealed class EngineNotice(ServerChoice servers, IInteractionService interactions) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!servers.MissesEngine || !interactions.IsAvailable) return;
        try
        {
            await interactions.PromptNotificationAsync(
                "No container engine answers", $"{servers.Description}. Start Docker or Podman and run again to have them in containers, with MongoDB as the store.",
                new NotificationInteractionOptions { Intent = MessageIntent.Information }, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nobody closed it.
        }
    }
}
