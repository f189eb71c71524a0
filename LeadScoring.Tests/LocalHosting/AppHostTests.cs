using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

[Collection(WholeSystem.Name)]
public sealed class AppHostTests
{
    private static readonly string[] Services = ["redis", "api", "worker", "web"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_app_host_starts_heals_and_leaves_nothing_behind()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>([], timeout.Token);
        var app = await builder.BuildAsync(timeout.Token);
        var seen = new HashSet<int>();
        try
        {
            await app.StartAsync(timeout.Token);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("web", timeout.Token);
            foreach (var service in Services) seen.UnionWith(app.GetProcessIds(service));
            Assert.Equal(5, seen.Count);
            Assert.Equal(2, app.GetProcessIds("worker").Count);
            using var api = app.CreateHttpClient("api");
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health", timeout.Token)).StatusCode);
            using var workers = app.CreateHttpClient("worker");
            Assert.Equal(HttpStatusCode.OK, (await workers.GetAsync("/health", timeout.Token)).StatusCode);

            var victim = app.GetProcessIds("worker")[0];
            Process.GetProcessById(victim).Kill();
            await app.WaitForRestartAsync("worker", victim, timeout.Token);
            seen.UnionWith(app.GetProcessIds("worker"));
            Assert.Equal(6, seen.Count);
        }
        finally
        {
            await app.DisposeAsync();
        }

        Assert.DoesNotContain(Process.GetProcesses(), p => seen.Contains(p.Id));
    }

    [Fact]
    public async Task The_real_services_are_killed_stopped_and_started_and_the_page_tells_it()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(["--LocalHosting:PagePort=0"], timeout.Token);
        await using var app = await builder.BuildAsync(timeout.Token);
        await app.StartAsync(timeout.Token);
        using var page = new HttpClient { BaseAddress = new Uri(app.Host.PageUrl!) };

        var victim = app.GetProcessIds("worker")[0];
        Process.GetProcessById(victim).Kill();
        await app.WaitForRestartAsync("worker", victim, timeout.Token);
        var replicas = await InstancesAsync(page, "worker");
        Assert.Equal(["worker-1", "worker-2"], replicas.Select(i => i.GetProperty("id").GetString()));
        Assert.Equal([1, 0], replicas.Select(i => i.GetProperty("restarts").GetInt32()));
        Assert.Equal(137, replicas[0].GetProperty("exitCode").GetInt32());
        var log = await page.GetStringAsync("/api/logs?resource=worker&instance=1", timeout.Token);
        Assert.Equal(2, log.Split("Application started").Length - 1);
        Assert.DoesNotContain("worker-2", log, StringComparison.Ordinal);

        Assert.True((await page.PostAsync("/api/resources/worker/stop?instance=2", null, timeout.Token)).IsSuccessStatusCode);
        Assert.Equal(app.GetProcessIds("worker")[0], Assert.Single(app.GetProcessIds("worker")));
        Assert.True((await page.PostAsync("/api/resources/redis/stop", null, timeout.Token)).IsSuccessStatusCode);
        await app.ResourceNotifications.WaitForResourceAsync("api", e => e.Snapshot.HealthStatus == HealthStatus.Unhealthy, timeout.Token);
        await Wait.UntilAsync(async () => Check(Assert.Single(await InstancesAsync(page, "api")), "redis") == "Unhealthy", "the API misses its Redis");
        Assert.Equal("Healthy", Check(Assert.Single(await InstancesAsync(page, "api")), "self"));
        Assert.Empty(app.GetProcessIds("redis"));

        Assert.True((await page.PostAsync("/api/resources/redis/start", null, timeout.Token)).IsSuccessStatusCode);
        Assert.True((await page.PostAsync("/api/resources/worker/restart", null, timeout.Token)).IsSuccessStatusCode);
        foreach (var service in Services) await app.ResourceNotifications.WaitForResourceHealthyAsync(service, timeout.Token);
        Assert.Equal(2, app.GetProcessIds("worker").Count);
        Assert.DoesNotContain(app.GetProcessIds("worker"), id => id == victim);
    }

    private static string? Check(JsonElement instance, string name)
        => instance.GetProperty("checks").EnumerateArray().FirstOrDefault(c => c.GetProperty("name").GetString() == name) is { ValueKind: JsonValueKind.Object } check
            ? check.GetProperty("status").GetString()
            : null;

    private static async Task<IReadOnlyList<JsonElement>> InstancesAsync(HttpClient page, string resource)
    {
        await using var stream = await SseClient.OpenAsync(page, "/api/stream");
        var resources = (await stream.NextAsync())!.Value.Data.GetProperty("resources").EnumerateArray();
        return [.. resources.Single(r => r.GetProperty("name").GetString() == resource).GetProperty("instances").EnumerateArray()];
    }
}
