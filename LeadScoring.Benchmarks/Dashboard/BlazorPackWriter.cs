using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LeadScoring.Benchmarks.Dashboard;

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
