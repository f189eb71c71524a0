using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadScoring.Tests.Infrastructure.Mongo;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>A connection without a driver: bytes by the documentation of the wire protocol.</summary>
internal sealed class RawConnection(TcpClient client) : IDisposable
{
    public const int OpReply = 1;
    public const int OpQuery = 2004;
    public const int OpCompressed = 2012;
    public const int OpMsg = 2013;

    /// <summary>For exceptions that want to know one.</summary>
    public static readonly ConnectionId Id = new(new ServerId(new ClusterId(), new IPEndPoint(IPAddress.Loopback, 27017)));

    public static async Task<RawConnection> OpenAsync(MongoDouble server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, MongoUrl.Create(server.ConnectionString).Server.Port);
        return new(client);
    }

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] CString(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>A section of OP_MSG with a sequence of documents.</summary>
    public static byte[] Sequence(string name, params BsonDocument[] documents)
    {
        byte[] content = [.. CString(name), .. documents.SelectMany(d => d.ToBson())];
        return [1, .. Int32(content.Length + 4), .. content];
    }

    public async Task<BsonDocument> RunAsync(BsonDocument command, params byte[][] sections)
    {
        await SendAsync(OpMsg, [.. Int32(0), 0, .. command.ToBson(), .. sections.SelectMany(s => s)]);
        var (operation, body) = await ReceiveAsync() ?? throw new IOException("closed");
        Assert.Equal((OpMsg, 0, 0), (operation, BitConverter.ToInt32(body), body[4]));
        return BsonSerializer.Deserialize<BsonDocument>(body[5..]);
    }

    public async Task SendAsync(int operation, byte[] body, Func<byte[], byte[]>? change = null)
    {
        byte[] message = [.. Int32(16 + body.Length), .. Int32(77), .. Int32(0), .. Int32(operation), .. body];
        await client.GetStream().WriteAsync(change?.Invoke(message) ?? message);
    }

    /// <summary>Null when the other side has closed the connection.</summary>
    public async Task<(int Operation, byte[] Body)?> ReceiveAsync()
    {
        var stream = client.GetStream();
        var header = new byte[16];
        try
        {
            if (await stream.ReadAtLeastAsync(header, 16, throwOnEndOfStream: false) < 16) return null;
        }
        catch (IOException)
        {
            return null;
        }

        Assert.Equal(77, BitConverter.ToInt32(header, 8)); // answers our request
        var body = new byte[BitConverter.ToInt32(header, 0) - 16];
        await stream.ReadExactlyAsync(body);
        return (BitConverter.ToInt32(header, 12), body);
    }

    public void Dispose() => client.Dispose();
}
