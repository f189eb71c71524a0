using System.Net;
using System.Net.Sockets;
using LeadScoring.LocalHosting.Network;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

public sealed class RoundRobinForwarderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Connections_take_turns()
    {
        using var a = Answering((byte)'a');
        using var b = Answering((byte)'b');
        await using var forwarder = Forwarder(PortOf(a), PortOf(b));

        var answers = new List<int>();
        for (var i = 0; i < 6; i++) answers.Add(await AskAsync(forwarder.Port));

        Assert.Equal(3, answers.Count(x => x == 'a'));
        Assert.Equal(3, answers.Count(x => x == 'b'));
    }

    [Fact]
    public async Task A_dead_target_is_passed_over()
    {
        using var alive = Answering((byte)'a');
        await using var forwarder = Forwarder(FreePorts.Next(), PortOf(alive));

        for (var i = 0; i < 4; i++) Assert.Equal('a', await AskAsync(forwarder.Port));
    }

    [Fact]
    public async Task With_all_targets_dead_the_connection_is_closed_and_the_forwarder_lives_on()
    {
        await using var forwarder = Forwarder(FreePorts.Next());

        for (var i = 0; i < 3; i++) Assert.Equal(-1, await AskAsync(forwarder.Port));
    }

    [Fact]
    public async Task Beyond_the_bound_connections_wait_their_turn()
    {
        using var target = Answering((byte)'a');
        await using var forwarder = new RoundRobinForwarder(0, [PortOf(target)], maxConnections: 1);
        forwarder.Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(forwarder.Port)));

        Assert.All(answers, x => Assert.Equal('a', x));
    }

    private static RoundRobinForwarder Forwarder(params int[] targets)
    {
        var forwarder = new RoundRobinForwarder(0, targets);
        forwarder.Start();
        return forwarder;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A server that answers each byte with its own and closes when the client does.</summary>
    private static TcpListener Answering(byte answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                while (stream.ReadByte() >= 0) stream.WriteByte(answer);
            }
        });
        return listener;
    }

    private static async Task<int> AskAsync(int port)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
        var buffer = new byte[1];
        try
        {
            await client.GetStream().WriteAsync(new byte[] { 1 }, timeout.Token);
            return await client.GetStream().ReadAsync(buffer, timeout.Token) == 0 ? -1 : buffer[0];
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
