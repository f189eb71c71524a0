namespace LeadScoring.Tests.EndToEnd;

/// <summary>Tests that kill, freeze or measure the system's processes run one at a time, with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeSystem : ICollectionFixture<SharedApp>
{
    public const string Name = "The whole system";
}

/// <summary>Tests that start a system of their own, empty or with settings of its own, and neither kill nor measure anything: one after the other, but beside other tests.</summary>
[CollectionDefinition(Name)]
public sealed class OwnSystem
{
    public const string Name = "Systems of their own";
}

/// <summary>Likewise, each with a collector of telemetry.</summary>
[CollectionDefinition(Name)]
public sealed class CollectedSystem
{
    public const string Name = "Systems with a collector";
}

/// <summary>Tests that need no shared system, and nothing beside them: they listen to all of this process, or look for what a host leaves behind.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

/// <summary>
/// One running system for every test that makes data of its own and leaves the system healthy, whatever it kills meanwhile. A test that needs an empty
/// system, or settings or a folder of its own, starts one.
/// </summary>
public sealed class SharedApp : IAsyncLifetime
{
    private RunningApp? _app;

    public RunningApp App => _app!;

    public ApiClient Api => App.Api;

    public async Task InitializeAsync()
    {
        _app = await RunningApp.StartAsync();
        using var response = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            Api.Http, "/api/rules/unsubscribed", new { points = RandomTraffic.Points["unsubscribed"], appliesTo = "all", description = "Unsubscribed" });
        response.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }
}
