using System.Buffers.Binary;
using System.Text;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>
/// BSON values as bytes whose order is MongoDB's comparison order. Numbers that are equal have the same bytes whatever their type. No encoding
/// is the beginning of another one, so that the encodings of several fields can follow each other in one key. The first byte is the bracket of
/// the type: between 1 and 254, inverted or not.
/// </summary>
internal static class SortKey
{
    public static readonly byte[] Null = Of(BsonNull.Value);

    public static byte[] Of(BsonValue? value)
    {
        var writer = new KeyWriter();
        writer.Append(value ?? BsonNull.Value, descending: false);
        return writer.ToArray();
    }

    public static int Compare(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);

    public static byte Bracket(BsonType type) => type switch
    {
        BsonType.MinKey => 1,
        BsonType.Undefined => 2,
        BsonType.Null => 5,
        BsonType.Int32 or BsonType.Int64 or BsonType.Double => 10,
        BsonType.String or BsonType.Symbol => 15,
        BsonType.Document => 20,
        BsonType.Array => 25,
        BsonType.Binary => 30,
        BsonType.ObjectId => 35,
        BsonType.Boolean => 40,
        BsonType.DateTime => 45,
        BsonType.Timestamp => 47,
        BsonType.RegularExpression => 50,
        BsonType.JavaScript => 60,
        BsonType.MaxKey => 127,
        _ => throw CommandException.Refused($"values of the type {type}"),
    };
}

/// <summary>Keys as byte arrays: equal by content.</summary>
internal sealed class KeyEquality : IEqualityComparer<byte[]>
{
    public static readonly KeyEquality Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}

/// <summary>Writes one key after the other; see <see cref="SortKey"/>.</summary>
internal sealed class KeyWriter
{
    private byte[] _bytes = new byte[96];
    private int _length;

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    /// <param name="value">The value of one field.</param>
    /// <param name="descending">Inverts the bytes, and with them the order.</param>
    public void Append(BsonValue value, bool descending)
    {
        var start = _length;
        Value(value);
        if (!descending) return;
        for (var i = start; i < _length; i++) _bytes[i] = (byte)~_bytes[i];
    }

    private void Value(BsonValue value)
    {
        Byte(SortKey.Bracket(value.BsonType));
        switch (value)
        {
            case BsonInt32 number: Number(number.Value, 0); break;
            case BsonInt64 number: Number(number.Value, Rounding(number.Value)); break;
            case BsonDouble number: Number(number.Value, 0); break;
            case BsonString text: Text(text.Value); break;
            case BsonSymbol symbol: Text(symbol.Name); break;
            case BsonDocument document: Document(document); break;
            case BsonArray array: Array(array); break;
            case BsonBinaryData binary: Binary(binary); break;
            case BsonObjectId id: Bytes(id.Value.ToByteArray()); break;
            case BsonBoolean truth: Byte(truth.Value ? (byte)1 : (byte)0); break;
            case BsonDateTime time: BinaryPrimitives.WriteUInt64BigEndian(Take(8), (ulong)time.MillisecondsSinceEpoch ^ (1UL << 63)); break;
            case BsonTimestamp stamp: BinaryPrimitives.WriteUInt64BigEndian(Take(8), (ulong)stamp.Value); break;
            case BsonRegularExpression expression:
                Text(expression.Pattern);
                Text(expression.Options);
                break;
            case BsonJavaScript code: Text(code.Code); break;
            default: break; // null, MinKey and the like have no content
        }
    }

    /// <summary>What is left of a long number after its rounding to a double.</summary>
    private static int Rounding(long number) => (int)((Int128)number - (Int128)(double)number);

    private void Number(double number, int rounding)
    {
        var bits = BitConverter.DoubleToInt64Bits(number == 0 ? 0.0 : number); // -0.0 equals 0.0
        var sortable = double.IsNaN(number) ? 0UL : bits < 0 ? (ulong)~bits : (ulong)bits ^ (1UL << 63); // NaN is the lowest number
        BinaryPrimitives.WriteUInt64BigEndian(Take(8), sortable);
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)(rounding + 0x8000));
    }

    /// <summary>In UTF-8; a zero is escaped, since zeros end the text.</summary>
    private void Text(string text)
    {
        var room = Encoding.UTF8.GetByteCount(text);
        var written = Take(room);
        Encoding.UTF8.GetBytes(text, written);
        if (written.Contains((byte)0))
        {
            var plain = written.ToArray();
            _length -= room;
            foreach (var one in plain)
            {
                Byte(one);
                if (one == 0) Byte(0xFF);
            }
        }

        Byte(0);
        Byte(1);
    }

    /// <summary>Fields compare by type, then by name, then by value; the shorter document is the lower one.</summary>
    private void Document(BsonDocument document)
    {
        foreach (var field in document)
        {
            Byte(SortKey.Bracket(field.Value.BsonType));
            Text(field.Name);
            Value(field.Value);
        }

        Byte(0);
    }

    private void Array(BsonArray array)
    {
        foreach (var value in array) Value(value);
        Byte(0);
    }

    private void Binary(BsonBinaryData binary)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), binary.Bytes.Length);
        Byte((byte)binary.SubType);
        Bytes(binary.Bytes);
    }

    private void Byte(byte value) => Take(1)[0] = value;

    private void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length) System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
