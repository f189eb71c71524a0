using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>As much of MessagePack as a circuit sends.</summary>
internal ref struct BlazorPackReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next message, without its length.</summary>
    public BlazorPackReader Message()
    {
        var (length, shift, more) = (0, 0, true);
        for (; more; shift += 7)
        {
            var next = Take(1)[0];
            length |= (next & 0x7f) << shift;
            more = next > 0x7f;
        }

        return new(Take(length));
    }

    public int Array() => Take(1)[0] switch
    {
        var b and >= 0x90 and <= 0x9f => b & 0x0f,
        0xdc => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        var b => throw new FormatException($"{b:x2} is no array."),
    };

    public void EmptyMap()
    {
        if (Take(1)[0] != 0x80) throw new FormatException("Headers were not expected.");
    }

    public long Number() => Take(1)[0] switch
    {
        var b and <= 0x7f => b,
        var b and >= 0xe0 => (sbyte)b,
        0xcc => Take(1)[0],
        0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        0xd0 => (sbyte)Take(1)[0],
        0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        var b => throw new FormatException($"{b:x2} is no number."),
    };

    public string? Text() => Take(1)[0] switch
    {
        0xc0 => null,
        var b and >= 0xa0 and <= 0xbf => Encoding.UTF8.GetString(Take(b & 0x1f)),
        0xd9 => Encoding.UTF8.GetString(Take(Take(1)[0])),
        0xda => Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)))),
        0xdb => Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadInt32BigEndian(Take(4)))),
        var b => throw new FormatException($"{b:x2} is no text."),
    };

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>
/// What a browser says to a circuit: SignalR's invocations in "blazorpack", which is MessagePack with a length before each message:
/// [1, {}, invocation id or nil, method, [arguments]].
/// </summary>
internal static class BlazorPackWriter
{
    public static byte[] Ping { get; } = [2, 0x91, 6];

    public static byte[] Invocation(string? id, string method, params IReadOnlyList<object?> arguments)
    {
        using var body = new MemoryStream();
        body.Write([0x95, 1, 0x80]);
        Write(body, id);
        Write(body, method);
        body.WriteByte((byte)(0x90 | arguments.Count));
        foreach (var argument in arguments) Write(body, argument);

        using var message = new MemoryStream();
        for (var length = (uint)body.Length; ; length >>= 7)
        {
            message.WriteByte((byte)(length > 0x7f ? (length & 0x7f) | 0x80 : length));
            if (length <= 0x7f) break;
        }

        body.WriteTo(message);
        return message.ToArray();
    }

    private static void Write(MemoryStream to, object? value)
    {
        switch (value)
        {
            case null:
                to.WriteByte(0xc0);
                break;
            case bool flag:
                to.WriteByte((byte)(flag ? 0xc3 : 0xc2));
                break;
            case long number:
                Span<byte> eight = stackalloc byte[9];
                eight[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(eight[1..], number);
                to.Write(eight);
                break;
            default:
                var text = Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                Span<byte> head = stackalloc byte[5];
                head[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(head[1..], text.Length);
                to.Write(head);
                to.Write(text);
                break;
        }
    }
}
