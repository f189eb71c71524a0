using System.Diagnostics;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

public sealed class RedisProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_killed_process_comes_back_on_the_same_port_with_its_data()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var app = await StartAsync(timeout.Token);
        var address = await app.GetConnectionStringAsync("redis", timeout.Token);
        Assert.Equal("+OK", await SendAsync(address!, "SET key value", timeout.Token));
        var old = Assert.Single(app.GetProcessIds("redis"));

        var killed = Stopwatch.GetTimestamp();
        Process.GetProcessById(old).Kill();
        await app.WaitForRestartAsync("redis", old, timeout.Token);

        Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(12));
        Assert.Equal(address, await app.GetConnectionStringAsync("redis", timeout.Token));
        Assert.Equal("$5", await SendAsync(address!, "GET key", timeout.Token));
        Assert.Contains(app.GetRecentLog("redis"), line => line.Contains("redis-1 exited with code 137", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopping_leaves_no_process_and_no_temporary_folder()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var app = await StartAsync(timeout.Token);
        var id = Assert.Single(app.GetProcessIds("redis"));
        var folder = app.Host.DataFolder!;

        await app.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
        Assert.Empty(app.GetProcessIds("redis"));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task An_external_server_is_checked_and_left_running()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var owner = await StartAsync(timeout.Token);
        var address = await owner.GetConnectionStringAsync("redis", timeout.Token);

        var builder = DistributedApplicationTestingBuilder.Create($"--REDIS_URL=redis://{address}");
        builder.AddRedis("redis");
        await using (var guest = await builder.BuildAsync(timeout.Token))
        {
            await guest.StartAsync(timeout.Token);
            Assert.Equal(address, await guest.GetConnectionStringAsync("redis", timeout.Token));
            Assert.Empty(guest.GetProcessIds("redis"));
        }

        Assert.Equal("+PONG", await SendAsync(address!, "PING", timeout.Token));
    }

    private static async Task<DistributedApplication> StartAsync(CancellationToken cancellationToken)
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("redis").WithDataVolume();
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        return app;
    }

    /// <summary>The first line of the answer, in the raw protocol: "+OK", or "$5" before a value of five bytes.</summary>
    private static async Task<string?> SendAsync(string address, string command, CancellationToken cancellationToken)
    {
        var parts = address.Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(cancellationToken);
    }
}
