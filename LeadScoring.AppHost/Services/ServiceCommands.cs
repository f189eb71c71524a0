using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.AppHost.Services;

/// <summary>Commands of services, for the Aspire dashboard and <c>aspire resource &lt;service&gt; &lt;command&gt;</c>.</summary>
internal static class ServiceCommands
{
    private static readonly TimeSpan ReplayLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public static IResourceBuilder<ProjectResource> WithDemoCommand(this IResourceBuilder<ProjectResource> demo) => demo
        .WithHttpCommand("/demo", "Load demo data", commandName: "load-demo-data", commandOptions: new()
        {
            Method = HttpMethod.Post, IconName = "Beaker", IsHighlighted = true, UpdateState = WhenHealthy,
            Description = "Loads 200 sample leads into an empty system, and then simulates activity.",
            GetCommandResult = c => ResultAsync(c.Response, "The sample data is being loaded.", isShown: false, c.CancellationToken),
        });

    public static IResourceBuilder<ProjectResource> WithApiCommands(this IResourceBuilder<ProjectResource> api) => api
        .WithHttpCommand("/api/queue/stats", "Queue stats", commandName: "queue-stats", commandOptions: new()
        {
            Method = HttpMethod.Get, IconName = "Gauge", UpdateState = WhenHealthy,
            Description = "Waiting, active, completed and failed events, by lane and partition.",
            GetCommandResult = c => ResultAsync(c.Response, "The queue's figures.", isShown: true, c.CancellationToken),
        })
        .WithCommand("replay-events", "Replay events", c => ReplayAsync(api.GetEndpoint("http").Url, c.CancellationToken), new()
        {
            IconName = "ArrowRepeatAll", UpdateState = WhenHealthy,
            Description = "Scores all events of all leads anew, and says how many scores or ledgers differ: none must.",
        });

    private static ResourceCommandState WhenHealthy(UpdateCommandStateContext context)
        => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static async Task<ExecuteCommandResult> ResultAsync(HttpResponseMessage response, string success, bool isShown, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode) return await FailureAsync(response, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        return CommandResults.Success(success, JsonSerializer.Serialize(answer, Indented), CommandResultFormat.Json, isShown);
    }

    /// <summary>Starts the job and waits for its end, 10 minutes at most. The job does not end with the wait.</summary>
    private static async Task<ExecuteCommandResult> ReplayAsync(string api, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReplayLimit);
        using var http = new HttpClient { BaseAddress = new Uri(api), Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var started = await http.PostAsync("/api/replay", null, limit.Token);
            if (!started.IsSuccessStatusCode) return await FailureAsync(started, limit.Token);
            while (true)
            {
                var job = await http.GetFromJsonAsync<JsonElement>(started.Headers.Location, limit.Token);
                var (state, done, differences) = (job.GetProperty("state").GetString(), job.GetProperty("done").GetInt64(), job.GetProperty("differences").GetInt64());
                if (state == "completed") return ReplayResult(done, differences, job);
                if (state == "cancelled") return CommandResults.Failure($"Cancelled after {done} leads.");
                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure(e.StatusCode is { } status ? $"The API answered {(int)status}." : $"The API does not answer: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return CommandResults.Failure($"Not done within {ReplayLimit.TotalMinutes} minutes; it goes on. GET /api/replay says how far it is.");
        }
    }

    private static ExecuteCommandResult ReplayResult(long leads, long differences, JsonElement job)
    {
        var json = JsonSerializer.Serialize(job, Indented);
        return differences == 0
            ? CommandResults.Success($"{leads} leads replayed, no differences.", json, CommandResultFormat.Json)
            : CommandResults.Failure($"{leads} leads replayed, {differences} differences, which were repaired.", json, CommandResultFormat.Json);
    }

    /// <summary>With title and detail of the problem details, or the status.</summary>
    private static async Task<ExecuteCommandResult> FailureAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            return CommandResults.Failure($"{problem.GetProperty("title").GetString()} {problem.GetProperty("detail").GetString()}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CommandResults.Failure($"The service answered {(int)response.StatusCode}.");
        }
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };
}
