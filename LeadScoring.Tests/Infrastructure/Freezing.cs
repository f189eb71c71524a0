using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>Processes stopped by SIGSTOP; disposing resumes them.</summary>
internal sealed class FrozenProcesses : IDisposable
{
    private readonly IReadOnlyList<int> _processes;

    public FrozenProcesses(IReadOnlyList<int> processes)
    {
        _processes = processes;
        Send("STOP");
    }

    public void Dispose() => Send("CONT");

    private void Send(string signal)
    {
        foreach (var process in _processes)
        {
            using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
            kill.WaitForExit();
        }
    }
}

/// <summary>A TCP proxy whose open connections can be frozen: they stay open but carry no data, while new connections work.</summary>
public sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private volatile CancellationTokenSource _flowing = new();

    public FreezingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted { get; private set; }

    public void Freeze()
    {
        var frozen = _flowing;
        _flowing = new CancellationTokenSource();
        frozen.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Accepted++;
                _ = ServeAsync(client, _flowing.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken flowing)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server, flowing), PumpAsync(server, client, flowing));
        }
    }

    /// <summary>Ends when one side closes. What is read after the freeze is dropped.</summary>
    private async Task PumpAsync(TcpClient from, TcpClient to, CancellationToken frozen)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                if (!frozen.IsCancellationRequested) await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
