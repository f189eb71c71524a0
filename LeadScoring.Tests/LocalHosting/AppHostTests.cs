using System.Diagnostics;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using LeadScoring.Tests.EndToEnd;
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
}
