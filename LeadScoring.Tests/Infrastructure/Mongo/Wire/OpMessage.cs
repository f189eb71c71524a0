using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace LeadScoring.Tests.Infrastructure.Mongo.Wire;

/// <summary>The header of every message: length, request id, id that is answered, operation; little-endian.</summary>
internal readonly record struct MessageHeader(int Length, int RequestId, int ResponseTo, int Operation)
{
    public const int Bytes = 16;

    public static MessageHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], ResponseTo);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Operation);
    }
}

/// <summary>OP_MSG: flags, a section with the command, sections with sequences of documents, a checksum.</summary>
internal static class OpMessage
{
    public const int Operation = 2013;
    public const int MaxBytes = 48_000_000;

    private const uint ChecksumPresent = 1;
    private const uint MoreToCome = 2;

    /// <summary>Bits that one must understand; those above may be ignored.</summary>
    private const uint RequiredBits = 0xFFFF;

    /// <summary>The command, with the sequences as arrays.</summary>
    /// <param name="message">The whole message, from its header on.</param>
    /// <exception cref="ProtocolException">There is no way to answer.</exception>
    public static BsonDocument Read(byte[] message)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(MessageHeader.Bytes));
        if ((flags & MoreToCome) != 0) throw new ProtocolException("The MongoDB double does not support writes without an answer (w: 0).");
        if ((flags & RequiredBits & ~ChecksumPresent) != 0) throw new ProtocolException($"The MongoDB double does not know the flags {flags:x} of a message.");
        var end = message.Length;
        if ((flags & ChecksumPresent) != 0) CheckSum(message, end -= 4);

        BsonDocument? body = null;
        var sequences = new List<BsonElement>();
        for (var at = MessageHeader.Bytes + 4; at < end;)
        {
            var kind = message[at++];
            if (kind == 0) body = body is null ? Document(message, ref at) : throw new ProtocolException("A message must have one body.");
            else if (kind == 1) sequences.Add(Sequence(message, ref at));
            else throw new ProtocolException($"The MongoDB double does not know the section kind {kind}.");
        }

        if (body is null or { ElementCount: 0 }) throw new ProtocolException("A message must have a body.");
        return body.AddRange(sequences);
    }

    public static BsonDocument Document(byte[] message, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
        using var stream = new MemoryStream(message, at, length, writable: false);
        at += length;
        return BsonSerializer.Deserialize<BsonDocument>(stream);
    }

    public static byte[] Write(int requestId, int responseTo, Reply reply) => Frame(requestId, responseTo, Operation, stream =>
    {
        stream.Write(stackalloc byte[5]); // no flags, and the section kind 0
        WriteReply(stream, reply);
    });

    public static byte[] Frame(int requestId, int responseTo, int operation, Action<Stream> content)
    {
        using var stream = new MemoryStream(256);
        stream.SetLength(MessageHeader.Bytes);
        stream.Position = MessageHeader.Bytes;
        content(stream);
        var message = stream.ToArray();
        new MessageHeader(message.Length, requestId, responseTo, operation).Write(message);
        return message;
    }

    public static void WriteReply(Stream stream, Reply reply)
    {
        using var writer = new BsonBinaryWriter(stream);
        var context = BsonSerializationContext.CreateRoot(writer);
        writer.WriteStartDocument();
        if (reply.Batch is { } batch) WriteCursor(writer, context, batch);
        foreach (var field in reply.Body)
        {
            writer.WriteName(field.Name);
            BsonValueSerializer.Instance.Serialize(context, field.Value);
        }

        writer.WriteEndDocument();
    }

    private static void WriteCursor(BsonBinaryWriter writer, BsonSerializationContext context, CursorBatch batch)
    {
        writer.WriteStartDocument("cursor");
        writer.WriteStartArray(batch.IsFirst ? "firstBatch" : "nextBatch");
        foreach (var document in batch.Documents)
        {
            using var bytes = new ByteArrayBuffer(document, isReadOnly: true);
            writer.WriteRawBsonDocument(bytes);
        }

        writer.WriteEndArray();
        writer.WriteInt64("id", batch.CursorId);
        writer.WriteString("ns", batch.Namespace);
        if (batch.AtClusterTime is { } time)
        {
            writer.WriteName("atClusterTime");
            BsonValueSerializer.Instance.Serialize(context, time);
        }

        writer.WriteEndDocument();
    }

    private static BsonElement Sequence(byte[] message, ref int at)
    {
        var end = at + BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
        at += 4;
        var name = CString(message, ref at);
        var documents = new BsonArray();
        while (at < end) documents.Add(Document(message, ref at));
        return new(name, documents);
    }

    public static string CString(byte[] message, ref int at)
    {
        var length = message.AsSpan(at).IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(message, at, length);
        at += length + 1;
        return text;
    }

    /// <summary>CRC-32C of all that is before it.</summary>
    private static void CheckSum(byte[] message, int end)
    {
        var crc = uint.MaxValue;
        foreach (var one in message.AsSpan(0, end)) crc = BitOperations.Crc32C(crc, one);
        if (~crc != BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(end))) throw new ProtocolException("The checksum of a message is wrong.");
    }
}

/// <summary>OP_QUERY, which drivers still use for their first message, and its OP_REPLY.</summary>
internal static class OpQuery
{
    public const int Operation = 2004;
    private const int ReplyOperation = 1;

    public static (string Collection, BsonDocument Query) Read(byte[] message)
    {
        var at = MessageHeader.Bytes + 4;
        var collection = OpMessage.CString(message, ref at);
        at += 8; // how many documents to skip and to return
        return (collection, OpMessage.Document(message, ref at));
    }

    public static byte[] Write(int requestId, int responseTo, Reply reply) => OpMessage.Frame(requestId, responseTo, ReplyOperation, stream =>
    {
        Span<byte> head = stackalloc byte[20]; // flags, cursor id, position, number of documents
        head.Clear();
        head[16] = 1;
        stream.Write(head);
        OpMessage.WriteReply(stream, reply);
    });
}

/// <summary>A message that cannot be answered: the connection is closed.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
