using LeadScoring.ServiceDefaults;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;
using StackExchange.Redis;

namespace LeadScoring.Tests.ServiceDefaults;

/// <summary>What the product's connection to Redis does when Redis, or only this connection, does not answer.</summary>
public sealed class RedisConnectionTests : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>A tenth of the default. The client gives a connection up after four times as long without an answer.</summary>
    private const int TimeoutMs = 500;

    private RedisServer _redis = null!;
    private FreezingProxy _proxy = null!;
    private ServiceProvider _services = null!;
    private IConnectionMultiplexer _connection = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _proxy = new FreezingProxy(int.Parse(_redis.ConnectionString.Split(':', ',')[1], System.Globalization.CultureInfo.InvariantCulture));
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{_proxy.Port},asyncTimeout={TimeoutMs}";
        builder.AddRedisConnection("redis");
        _services = builder.Services.BuildServiceProvider();
        _connection = _services.GetRequiredService<IConnectionMultiplexer>();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>A device on the way that forgets a connection leaves it open at both ends, with nothing coming through any more.</summary>
    [Fact]
    public async Task A_connection_that_hangs_is_given_up_and_made_anew()
    {
        Assert.True(await AnswersAsync());
        _proxy.Freeze();
        var hanging = _connection.GetDatabase().StringSetAsync("k", "v");
        await Assert.ThrowsAnyAsync<Exception>(() => hanging.WaitAsync(Wait.Limit));
        Assert.True(hanging.IsFaulted, "it ends instead of hanging for ever");
        await Wait.UntilAsync(AnswersAsync, "the connection is new");
    }

    [Fact]
    public async Task A_connection_recovers_when_Redis_comes_back_and_fails_fast_meanwhile()
    {
        Assert.True(await AnswersAsync());
        _redis.Kill();
        await Wait.UntilAsync(async () => !await AnswersAsync(), "the client has noticed");
        await Assert.ThrowsAsync<RedisConnectionException>(() => _connection.GetDatabase().PingAsync()); // no time-out: it was not even sent
        await _redis.RestartAsync();
        await Wait.UntilAsync(AnswersAsync, "the client recovers by itself");
    }

    [Fact]
    public async Task By_default_a_command_has_five_seconds()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:redis"] = _redis.ConnectionString;
        builder.AddRedisConnection("redis");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(5_000, ConfigurationOptions.Parse(services.GetRequiredService<IConnectionMultiplexer>().Configuration).AsyncTimeout);
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData(" ", "is not set")]
    [InlineData("localhost:6379,nonsense=1", "is not a Redis connection string")]
    public void An_address_that_is_none_is_said_at_once(string? value, string said)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:redis"] = value;
        Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => builder.AddRedisConnection("redis")).Message, StringComparison.Ordinal);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await _connection.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (RedisCall.IsFailure(e))
        {
            return false;
        }
    }
}
