using System.Net;
using System.Text.RegularExpressions;
using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Board;
using LeadScoring.Web.Demo;
using LeadScoring.Web.Http;
using LeadScoring.Web.Imports;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using NSubstitute;

namespace LeadScoring.Tests.Web;

/// <summary>What the dashboard shows of the demo service, and calls of it.</summary>
public sealed partial class DemoOfferTests : IAsyncDisposable
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
        Assert.Equal(["import", "create-lead", "load-demo"], Buttons(await RenderAsync<FirstRun>(services)));
        Assert.DoesNotContain("demo-chip", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);

        var watch = services.GetRequiredService<DemoWatch>();
        await watch.StartAsync(default);
        await Infrastructure.Wait.UntilAsync(() => Task.FromResult(watch.State.Current.Streaming), "the state is polled");
        await watch.StopAsync(default);

        Assert.Equal(["GET http://demo/demo"], _demo.Requests);
        Assert.Contains("Simulated activity", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task In_a_deployment_nothing_is_offered_and_nothing_is_polled(string? address)
    {
        var services = Services(address);
        var firstRun = await RenderAsync<FirstRun>(services);
        Assert.DoesNotContain("sample data", firstRun, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["import", "create-lead"], Buttons(firstRun));
        Assert.DoesNotContain("demo-chip", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);

        var watch = services.GetRequiredService<DemoWatch>();
        await watch.StartAsync(default);
        await watch.ExecuteTask!.WaitAsync(Infrastructure.Wait.Limit);
        Assert.Empty(_demo.Requests);
    }

    [Fact]
    public async Task While_an_empty_system_is_filled_the_board_is_progress_and_every_page_says_how_far_it_is()
    {
        _demo.State = new(false, true, false, true, 120, null, null) { FirstFill = true, Progress = new(3_200, 5_979) };
        var services = await PolledAsync();

        Assert.Contains("Loading sample data · 3,200 of 5,979 events", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);
        var board = await RenderAsync<FirstFill>(services, Board);
        Assert.Contains("""max="5979" value="3200" """.Trim(), board, StringComparison.Ordinal);
        Assert.DoesNotContain("the board", board, StringComparison.Ordinal);
    }

    /// <summary>A system with leads of its own shows them.</summary>
    [Fact]
    public async Task Beside_other_leads_the_board_stays_while_sample_data_is_loaded()
    {
        _demo.State = new(false, true, false, true, 120, null, null) { Progress = new(3_200, 5_979) };

        Assert.Contains("the board", await RenderAsync<FirstFill>(await PolledAsync(), Board), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_sample_data_is_there_its_removal_is_offered()
    {
        _demo.State = new(true, false, false, true, 200, null, null);
        var services = await PolledAsync();

        Assert.Contains("200 leads are sample data", await RenderAsync<FirstFill>(services, Board), StringComparison.Ordinal);
        Assert.Contains("remove-demo", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_sample_data_is_removed_every_page_says_how_far_it_is()
    {
        _demo.State = new(true, false, false, false, 150, null, null) { Removing = true, Progress = new(50, 200) };
        var services = await PolledAsync();

        Assert.Contains("Removing sample data · 50 of 200 leads", await RenderAsync<DemoChip>(services), StringComparison.Ordinal);
        Assert.DoesNotContain("remove-sample", await RenderAsync<FirstFill>(services, Board), StringComparison.Ordinal);
    }

    /// <summary>What sparklines were read meanwhile are of half a history.</summary>
    [Fact]
    public async Task When_loading_has_ended_every_sparkline_is_read_again()
    {
        _demo.State = new(false, true, false, true, 120, null, null);
        var services = await PolledAsync();
        var (watch, recent) = (services.GetRequiredService<DemoWatch>(), services.GetRequiredService<RecentChanges>());
        Assert.False(recent.DrainAllOutdated());

        watch.Publish(new(true, false, false, true, 200, null, null));
        Assert.True(recent.DrainAllOutdated());
        watch.Publish(new(true, false, true, true, 200, 3, null));
        Assert.False(recent.DrainAllOutdated());
    }

    private static Dictionary<string, object?> Board => new() { [nameof(FirstFill.ChildContent)] = (RenderFragment)(builder => builder.AddContent(0, "the board")) };

    private static IEnumerable<string> Buttons(string html) => ButtonId().Matches(html).Select(m => m.Groups[1].Value);

    [GeneratedRegex("<(?:button|a)[^>]*data-testid=\"([^\"]+)\"")]
    private static partial Regex ButtonId();

    private async Task<ServiceProvider> PolledAsync()
    {
        var services = Services("http://localhost:1");
        var watch = services.GetRequiredService<DemoWatch>();
        await watch.StartAsync(default);
        await Infrastructure.Wait.UntilAsync(() => Task.FromResult(watch.State.Current == _demo.State), "the state is polled");
        await watch.StopAsync(default);
        return services;
    }

    private ServiceProvider Services(string? demo)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:api:http:0"] = "http://localhost:3000", ["services:demo:http:0"] = demo,
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<DemoWatch>().AddSingleton<RecentChanges>().AddSingleton<LiveBoards>();
        services.AddTransient(_ => new DemoClient(new HttpClient(_demo, disposeHandler: false) { BaseAddress = new Uri("http://demo") }, configuration));
        services.AddTransient(_ => new LeadsClient(new ApiHttp(new HttpClient(_demo, disposeHandler: false), configuration)));
        services.AddSingleton(Substitute.For<ISnackbar>()).AddSingleton(Substitute.For<IDialogService>()).AddSingleton(Substitute.For<NavigationManager>());
        services.AddScoped<LeadDialogs>().AddScoped<SampleData>();
        return _services = services.BuildServiceProvider();
    }

    private static async Task<string> RenderAsync<T>(IServiceProvider services, Dictionary<string, object?>? parameters = null)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return WebUtility.HtmlDecode(await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters ?? []))).ToHtmlString()));
    }

    private sealed class FakeDemoService : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        public DemoState State { get; set; } = new(true, false, true, true, 200, 3, DateTimeOffset.UnixEpoch);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (Requests) Requests.Add($"{request.Method} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(State) });
        }
    }
}
