using System.Net.Sockets;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Wire;

/// <summary>One connection: reads messages one after the other, and answers each before the next.</summary>
internal sealed class ClientConnection(long number, Socket socket, CommandRunner runner, FaultPlan faults, Action<string> refused) : IDisposable
{
    private static readonly HashSet<string> Handshakes = ["hello", "isMaster", "ismaster"];

    private int _replies;
    private string _client = "";

    public async Task ServeAsync()
    {
        try
        {
            await using var stream = new NetworkStream(socket);
            var header = new byte[MessageHeader.Bytes];
            while (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == header.Length)
            {
                var message = new byte[CheckedLength(MessageHeader.Read(header).Length)];
                header.CopyTo(message, 0);
                await stream.ReadExactlyAsync(message.AsMemory(header.Length));
                if (await AnswerAsync(message) is not { } answer) return;
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client is gone, or the double has closed the connection.
        }
        catch (Exception e)
        {
            // What cannot be read cannot be answered either; anything else is a defect of the double, and not to be lost.
            refused(e is ProtocolException ? e.Message : $"The MongoDB double failed: {e}");
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => socket.Dispose();

    private static int CheckedLength(int length) =>
        length is >= MessageHeader.Bytes and <= OpMessage.MaxBytes ? length : throw new ProtocolException($"A message of {length} bytes.");

    /// <summary>Null when the connection is to be closed.</summary>
    private Task<byte[]?> AnswerAsync(byte[] message)
    {
        var header = MessageHeader.Read(message);
        return header.Operation switch
        {
            OpMessage.Operation => AnswerMessageAsync(header, Read(message)),
            OpQuery.Operation => AnswerQueryAsync(header, message),
            _ => throw new ProtocolException($"The MongoDB double does not support the operation {header.Operation}."),
        };
    }

    private static BsonDocument Read(byte[] message)
    {
        try
        {
            return OpMessage.Read(message);
        }
        catch (Exception e) when (e is not ProtocolException)
        {
            throw new ProtocolException($"The MongoDB double cannot read a message: {e.Message}");
        }
    }

    private async Task<byte[]?> AnswerQueryAsync(MessageHeader header, byte[] message)
    {
        var (collection, query) = OpQuery.Read(message);
        var request = new Request(query, _client, number);
        if (collection != "admin.$cmd" || !Handshakes.Contains(request.Name))
        {
            refused($"The MongoDB double supports OP_QUERY for the handshake only, not for {request.Name} on {collection}: {query}.");
            return OpQuery.Write(++_replies, header.RequestId, runner.Failure(request, new(352, $"Unsupported OP_QUERY command: {request.Name}.")));
        }

        return await HandshakeAsync(request) is { } reply ? OpQuery.Write(++_replies, header.RequestId, reply) : null;
    }

    private async Task<byte[]?> AnswerMessageAsync(MessageHeader header, BsonDocument command)
    {
        var request = new Request(command, _client, number);
        var reply = await (Handshakes.Contains(request.Name) ? HandshakeAsync(request) : RunAsync(request));
        return reply is null ? null : OpMessage.Write(++_replies, header.RequestId, reply);
    }

    private async Task<Reply?> HandshakeAsync(Request request)
    {
        if (request.Document("client")?.GetValue("application", null) is BsonDocument application) _client = application.GetValue("name", "").AsString;
        return faults.IsCutOff(_client) ? null : await runner.RunAsync(request, null);
    }

    private async Task<Reply?> RunAsync(Request request)
    {
        var met = faults.Meet(new(request.Name, request.Database, request.CollectionName, request.IsInTransaction, _client, number, request.Body));
        Fault? Of(FaultKind kind) => met.FirstOrDefault(f => f.Kind == kind);

        if (Of(FaultKind.StallBefore) is { } before) await before.Released;
        if (Of(FaultKind.CloseBefore) is not null) return null;
        var reply = await runner.RunAsync(request, Of(FaultKind.Fail)?.Error);
        if (Of(FaultKind.StallAfter) is { } after) await after.Released;
        if (Of(FaultKind.CloseAfter) is not null) return null;
        return Of(FaultKind.FailAfter) is { } fault ? runner.Failure(request, fault.Error!) : reply;
    }
}
