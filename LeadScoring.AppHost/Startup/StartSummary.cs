using System.Collections.Concurrent;
using LeadScoring.AppHost.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.AppHost.Startup;

/// <summary>On the console: which servers were chosen, at once; what the start waits for, every ten seconds; the addresses, when everything is healthy.</summary>
internal sealed class StartSummary(ServerChoice servers, DistributedApplicationModel model, ResourceNotificationService resources, IConfiguration configuration, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly (string Resource, string Title)[] Pages = [("web", "Dashboard"), ("api", "API")];

    private readonly ConcurrentDictionary<string, CustomResourceSnapshot> _latest = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Console.WriteLine(servers.Description);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var watching = WatchAsync(ended.Token);
        try
        {
            await HealthyAsync(stoppingToken);
            foreach (var line in Addresses()) Console.WriteLine(line);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before everything was healthy.
        }

        await ended.CancelAsync();
        await watching;
    }

    private async Task HealthyAsync(CancellationToken ct)
    {
        var services = model.Resources.OfType<ProjectResource>().ToList();
        var healthy = Task.WhenAll(services.Select(r => resources.WaitForResourceHealthyAsync(r.Name, WaitBehavior.WaitOnResourceUnavailable, ct)));
        while (await Task.WhenAny(healthy, Task.Delay(Interval, time, ct)) != healthy)
        {
            foreach (var line in _latest.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => Waiting(r.Key, r.Value)).OfType<string>()) Console.WriteLine(line);
        }

        await healthy;
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var change in resources.WatchAsync(ct)) _latest[change.ResourceId] = change.Snapshot;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The summary is complete, or the application ends.
        }
    }

    /// <returns>What keeps a resource from being healthy; null: nothing.</returns>
    private static string? Waiting(string id, CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text;
        if (snapshot.IsHidden || (state == KnownResourceStates.Running && snapshot.HealthStatus is null or HealthStatus.Healthy)) return null;
        var reports = snapshot.HealthReports.Where(r => r.Status is not (null or HealthStatus.Healthy)).Select(r => r.Description ?? r.ExceptionText?.Split('\n')[0]);
        return $"Waiting for {id}: {string.Join("; ", reports.Prepend(state).OfType<string>())}";
    }

    private IEnumerable<string> Addresses()
    {
        yield return "";
        yield return "Everything is healthy.";
        foreach (var (name, title) in Pages)
        {
            if (model.Resources.OfType<IResourceWithEndpoints>().SingleOrDefault(r => r.Name == name)?.GetEndpoint("http") is { IsAllocated: true } endpoint) yield return $"  {title,-16}  {endpoint.Url}";
        }

        if (AspireDashboard.LoginUrl(model, configuration) is { } url) yield return $"  {"Aspire dashboard",-16}  {url}";
        yield return "Ctrl+C stops it.";
    }
}

#pragma warning disable ASPIREINTERACTION001 // Interactions are marked as experimental.
/// <summary>A notification in the Aspire dashboard: Redis and the store are not in containers because no engine answered.</summary>
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
            // Still open when the application ends.
        }
    }
}
#pragma warning restore ASPIREINTERACTION001

internal static class StartSummaryExtensions
{
    public static void AddStartSummary(this IDistributedApplicationBuilder builder, ServerChoice servers)
    {
        if (builder.ExecutionContext.IsPublishMode) return;
        builder.Services.AddSingleton(_ => servers); // by a factory: disposed with the application
        builder.Services.AddHostedService<StartSummary>();
        builder.Services.AddHostedService<EngineNotice>();
    }
}
