using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>
/// A circuit without a browser: the page's HTML, then a WebSocket on which every batch of changes is acknowledged and every call of a
/// script answered with nothing. To the server, and in what it costs there, the same as a browser's; compressed as a browser asks for.
/// </summary>
internal sealed class Circuit : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _received = new(64 * 1024);
    private readonly HttpClient _http;
    private readonly CircuitMarkers _markers;
    private string? _id;
    private Task _reading = Task.CompletedTask;

    private Circuit(HttpClient http, CircuitMarkers markers) => (_http, _markers) = (http, markers);

    public long Batches { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Null as long as it lives.</summary>
    public string? Failure { get; private set; }

    public static async Task<Circuit> OpenAsync(HttpClient http, Uri page)
    {
        var circuit = new Circuit(http, CircuitMarkers.Of(await http.GetStringAsync(page)));
        circuit._socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await circuit._socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/_blazor", Query = "" }.Uri, CancellationToken.None);
        await circuit.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"));
        await circuit.ReceiveAsync(); // the handshake's answer
        await circuit.SendAsync(BlazorPackWriter.Invocation("0", "StartCircuit", new Uri(page, "/").ToString(), page.ToString(), "[]", circuit._markers.State));
        circuit._reading = circuit.ReadAsync();
        await circuit._open.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return circuit;
    }

    /// <summary>Leaves as a browser does, so that the server keeps nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_id is not null)
        {
            using var leaving = new FormUrlEncodedContent([new("circuitId", _id)]);
            using var response = await _http.PostAsync("/_blazor/disconnect", leaving);
        }

        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReceiveAsync())
            {
                foreach (var answer in Answers(_received.WrittenSpan)) await SendAsync(answer);
            }

            Failure ??= "closed by the server";
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or FormatException or InvalidOperationException)
        {
            Failure ??= e.Message;
        }

        _open.TrySetException(new InvalidOperationException($"A circuit did not open: {Failure}"));
    }

    private List<byte[]> Answers(ReadOnlySpan<byte> received)
    {
        var answers = new List<byte[]>();
        for (var reader = new BlazorPackReader(received); !reader.IsAtEnd;)
        {
            var message = reader.Message();
            if (Answer(ref message) is { } answer) answers.Add(answer);
        }

        return answers;
    }

    private byte[]? Answer(ref BlazorPackReader message)
    {
        message.Array();
        switch (message.Number())
        {
            case 1: // invocation: headers, id, method, arguments
                message.EmptyMap();
                message.Text();
                var method = message.Text()!;
                message.Array();
                return Answer(method, ref message);
            case 3: // completion of the only call that has one, StartCircuit: headers, id, kind (3: a result), result
                message.EmptyMap();
                message.Text();
                if (message.Number() != 3) throw new InvalidOperationException("StartCircuit failed.");
                _id = message.Text();
                return BlazorPackWriter.Invocation(null, "UpdateRootComponents", _markers.Operations, _markers.State);
            case 6:
                return BlazorPackWriter.Ping;
            case 7:
                throw new InvalidOperationException("The server closed the circuit.");
            default:
                return null;
        }
    }

    private byte[]? Answer(string method, ref BlazorPackReader arguments)
    {
        switch (method)
        {
            case "JS.RenderBatch":
                Batches++;
                _open.TrySetResult();
                return BlazorPackWriter.Invocation(null, "OnRenderCompleted", arguments.Number(), null);
            case "JS.BeginInvokeJS":
                var call = arguments.Number();
                return BlazorPackWriter.Invocation(null, "EndInvokeJSFromDotNet", call, true, $"[{call},true,null]");
            case "JS.Error":
                throw new InvalidOperationException(arguments.Text());
            default:
                return null;
        }
    }

    private async Task<bool> ReceiveAsync()
    {
        _received.ResetWrittenCount();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_received.GetMemory(16 * 1024), CancellationToken.None);
            _received.Advance(part.Count);
        }
        while (!part.EndOfMessage);
        Bytes += _received.WrittenCount;
        return part.MessageType != WebSocketMessageType.Close;
    }

    private ValueTask SendAsync(byte[] message) => _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
}
