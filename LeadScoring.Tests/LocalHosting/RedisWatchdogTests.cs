using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using StackExchange.Redis;

namespace LeadScoring.Tests.ServiceDefaults;

public sealed class RedisWatchdogTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly IHostApplicationLifetime _host = Substitute.For<IHostApplicationLifetime>();
    private RedisServer _redis = null!;
    private FreezingProxy _proxy = null!;
    private ServiceProvider _services = null!;
    private IConnectionMultiplexer _connection = null!;
    private RedisWatchdog _watchdog = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _proxy = new FreezingProxy(int.Parse(_redis.ConnectionString.Split(':', ',')[1], System.Globalization.CultureInfo.InvariantCulture));
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{_proxy.Port}";
        builder.AddRedisConnection("redis");
        _services = builder.Services.BuildServiceProvider();
        _connection = _services.GetRequiredService<IConnectionMultiplexer>();
        _watchdog = new RedisWatchdog(
            _connection, _services.GetRequiredService<RedisClientOptions>(), _host, TimeProvider.System, NullLogger<RedisWatchdog>.Instance)
        {
            Patience = TimeSpan.FromSeconds(1),
        };
        Assert.Contains(_services.GetServices<IHostedService>(), s => s is RedisWatchdog);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _watchdog.Dispose();
        await _services.DisposeAsync();
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_hangs_is_closed_and_made_anew()
    {
        Assert.True(await _watchdog.CheckAsync(default));
        _proxy.Freeze();
        var hanging = _connection.GetDatabase().StringSetAsync("k", "v");
        Assert.False(await _watchdog.CheckAsync(default));
        await Wait.UntilAsync(AnswersAsync, "the connection is new");
        await Assert.ThrowsAnyAsync<Exception>(() => hanging.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.True(hanging.IsFaulted, "it ends instead of hanging for ever");
        Assert.True(await _watchdog.CheckAsync(default));
        _host.DidNotReceive().StopApplication();
    }

    [Fact]
    public async Task While_Redis_is_away_there_is_nothing_to_free()
    {
        _redis.Kill();
        Assert.True(await _watchdog.CheckAsync(default));
        await _redis.RestartAsync();
        await Wait.UntilAsync(AnswersAsync, "the client recovers by itself");
        Assert.True(await _watchdog.CheckAsync(default));
        _host.DidNotReceive().StopApplication();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await _connection.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
