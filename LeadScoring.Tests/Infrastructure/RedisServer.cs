using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadScoring.AppHost.Services;
using StackExchange.Redis;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>A real redis-server for one test, with the durability settings of the product.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-redis-").FullName;
    private readonly int _port = FixedPorts.AnyFree();
    private Process? _process;

    private readonly bool _isCluster;

    private RedisServer(bool isCluster) => _isCluster = isCluster;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <param name="isCluster">A cluster of this one node: it holds every slot, and refuses what would need two of them.</param>
    public static async Task<RedisServer> StartAsync(bool isCluster = false)
    {
        var server = new RedisServer(isCluster);
        await server.RestartAsync();
        return server;
    }

    /// <summary>SIGKILL: only what is on disk survives.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGSTOP until disposed: connections stay open and nothing is answered.</summary>
    public IDisposable Freeze() => new FrozenProcesses([_process!.Id]);

    /// <summary>After <see cref="Kill"/>: same port, same folder; returns when it answers.</summary>
    public async Task RestartAsync()
    {
        Assert.True(_process is not { HasExited: false }, "the previous one still runs");
        _process?.Dispose();
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--dir", _folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--loglevel", "warning", "--logfile", "redis.log",
            "--cluster-enabled", _isCluster ? "yes" : "no",
            "--cluster-announce-ip", "127.0.0.1", // otherwise clients also try a node without an address, for seconds
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { UseShellExecute = false })!;
        await AnswersAsync();
        if (_isCluster) await TakeAllSlotsAsync();
    }

    /// <summary>A connection of the test's own; the caller disposes it.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast; // as the product does
        options.ReconnectRetryPolicy = new LinearRetry(50);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100); // which is also how often it tries to reconnect
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await Wait.UntilAsync(() => Task.FromResult(connection.IsConnected && connection.GetSubscriber().IsConnected()), "Redis is connected, for subscriptions too");
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process!.HasExited) Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AnswersAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (!await PongsAsync())
        {
            Assert.False(_process!.HasExited, "redis-server ended at once");
            Assert.True(Stopwatch.GetElapsedTime(started) < StartLimit, "redis-server does not answer");
            await Task.Delay(20);
        }
    }

    private async Task TakeAllSlotsAsync()
    {
        await AskAsync("CLUSTER ADDSLOTSRANGE 0 16383"); // after a restart this is an error: it has them already
        await Wait.UntilAsync(async () => (await AskAsync("CLUSTER INFO")).Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is up");
    }

    /// <summary>The first bytes of the answer.</summary>
    private async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        var reply = new byte[1024];
        return Encoding.ASCII.GetString(reply, 0, await stream.ReadAsync(reply));
    }

    private async Task<bool> PongsAsync()
    {
        try
        {
            return (await AskAsync("PING")).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
