using System.Net;
using System.Net.Sockets;

namespace LeadScoring.LocalHosting.Network;

/// <summary>
/// One loopback port in front of several: each connection goes to the next target that accepts it. Beyond the connection
/// bound, new ones wait in the listener's queue.
/// </summary>
internal sealed class RoundRobinForwarder(int listenPort, IReadOnlyList<int> targetPorts, int maxConnections = 512) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, listenPort);
    private readonly SemaphoreSlim _slots = new(maxConnections);
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private uint _next;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _slots.WaitAsync(_stop.Token);
            try
            {
                _ = ForwardAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
            catch (SocketException)
            {
                _slots.Release();
            }
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        try
        {
            using var incoming = new NetworkStream(client, ownsSocket: true);
            using var target = await ConnectAsync();
            if (target is null) return;
            using var outgoing = new NetworkStream(target, ownsSocket: true);
            client.NoDelay = target.NoDelay = true;
            await Task.WhenAll(PumpAsync(incoming, outgoing), PumpAsync(outgoing, incoming));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away; both sockets are closed.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        for (var attempt = 0; attempt < targetPorts.Count; attempt++)
        {
            var port = targetPorts[(int)(Interlocked.Increment(ref _next) % (uint)targetPorts.Count)];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    /// <summary>Copies until the end, then passes the end on; a failure closes both sides, which ends the other direction too.</summary>
    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            from.Close();
            to.Close();
            throw;
        }
    }
}
