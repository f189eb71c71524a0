using System.Net;
using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Board;
using LeadScoring.Web.Demo;
using LeadScoring.Web.Http;
using LeadScoring.Web.Layout;
using LeadScoring.Web.Leads;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using NSubstitute;

namespace LeadScoring.Tests.Web;

/// <summary>What the dashboard shows of the demo service, and calls of it.</summary>
public sealed class DemoOfferTests : IAsyncDisposable
{
    private readonly FakeDemoService _demo = new();
    private ServiceProvider? _services;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        _demo.Dispose();
    }

    [Fact]
    public async Task Where_there_is_a_demo_service_an_empty_board_offers_to_load_and_the_chip_shows_a_stream()
    {
        var services = Services("http://localhost:1");
        Assert.Contains("load-demo", await RenderAsync<FirstRun>(services), StringComparison.Ordinal);
        Assert.DoesNotContain("demo-chip", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);

        var watch = services.GetRequiredService<DemoWatch>();
        await watch.StartAsync(default);
        await Infrastructure.Wait.UntilAsync(() => Task.FromResult(watch.State.Current.Streaming), "the state is polled");
        await watch.StopAsync(default);

        Assert.Equal(["GET http://demo/demo"], _demo.Requests);
        Assert.Contains("Stop demo", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task In_a_deployment_nothing_is_offered_and_nothing_is_polled(string? address)
    {
        var services = Services(address);
        var firstRun = await RenderAsync<FirstRun>(services);
        Assert.DoesNotContain("demo", firstRun, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Create a lead", firstRun, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-chip", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);

        var watch = services.GetRequiredService<DemoWatch>();
        await watch.StartAsync(default);
        await watch.ExecuteTask!.WaitAsync(Infrastructure.Wait.Limit);
        Assert.Empty(_demo.Requests);
    }

    private ServiceProvider Services(string? demo)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:api:http:0"] = "http://localhost:3000", ["services:demo:http:0"] = demo,
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<DemoWatch>();
        services.AddTransient(_ => new DemoClient(new HttpClient(_demo, disposeHandler: false) { BaseAddress = new Uri("http://demo") }, configuration));
        services.AddTransient(_ => new LeadsClient(new ApiHttp(new HttpClient(_demo, disposeHandler: false), configuration)));
        services.AddSingleton(Substitute.For<ISnackbar>());
        return _services = services.BuildServiceProvider();
    }

    private static async Task<string> RenderAsync<T>(IServiceProvider services)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>()).ToHtmlString());
    }

    private sealed class FakeDemoService : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (Requests) Requests.Add($"{request.Method} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new DemoState(true, false, true, true, 200, 3, DateTimeOffset.UnixEpoch)) });
        }
    }
}
