using System.Text.Json;
using LeadScoring.Tests.EndToEnd;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Playwright;

namespace LeadScoring.Tests.Dashboard;

/// <summary>Tests of pages share a system and a browser, and run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DashboardTests : ICollectionFixture<DashboardFixture>
{
    public const string Name = "The dashboard";
}

/// <summary>One running system and one browser for all tests of pages; each test makes leads of its own.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    /// <summary>A board shows 100 leads: those of earlier tests go, so that there is room on it for those of this one.</summary>
    private const int MaxLeads = 60;
    private readonly Queue<string> _leads = new();
    private RunningApp? _app;
    private Browser? _browser;

    public ApiClient Api => _app!.Api;

    public Uri Web => _app!.Web;

    public async Task InitializeAsync()
    {
        _app = await RunningApp.StartAsync();
        _browser = await Browser.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
    }

    /// <summary>A page whose circuit is connected. Errors in the browser's console fail the test when the page is closed.</summary>
    public async Task<DashboardPage> OpenAsync(string path, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await _browser!.OpenAsync(new Uri(Web, path), width, height, scheme);
        await Assertions.Expect(page.GetByTestId("connection-state")).ToHaveAttributeAsync("data-state", "live");
        return new DashboardPage(page, Web);
    }

    /// <summary>A window that has not loaded anything yet; what its console says is not looked at.</summary>
    public Task<IPage> EmptyAsync(int width = 1440, int height = 900) => _browser!.OpenAsync(new Uri("about:blank"), width, height);

    public async Task<string> LeadAsync(string name, string? email = null, params string[] eventTypes)
    {
        var id = await Api.CreateLeadAsync(name, email ?? $"{Guid.NewGuid():n}@example.com");
        _leads.Enqueue(id);
        if (_leads.Count > MaxLeads) using (await Api.Http.DeleteAsync(new Uri($"/api/leads/{_leads.Dequeue()}", UriKind.Relative))) { }
        foreach (var type in eventTypes) await ScoreAsync(id, type);
        return id;
    }

    /// <summary>Every process of the resource stands still until disposed.</summary>
    public IDisposable Freeze(string resource) => _app!.Freeze(resource);

    public Task<StackExchange.Redis.ConnectionMultiplexer> RedisAsync() => _app!.RedisAsync();

    /// <summary>Returns when the event is committed.</summary>
    public async Task<JsonElement> ScoreAsync(string leadId, string eventType, DateTimeOffset? timestamp = null, string? eventId = null, object? metadata = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = JsonContent.Create(new { eventId = eventId ?? $"{Guid.NewGuid():n}", eventType, leadId, timestamp = timestamp ?? TimeProvider.System.GetUtcNow(), metadata = metadata ?? new { } }),
        };
        request.Headers.Add("Prefer", "wait=10");
        using var response = await Api.Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return await ApiClient.JsonAsync(response);
    }
}
