using System.Buffers;
using System.Text;
using LeadScoring.Api.Imports.Columns;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the elements of a JSON array, of arrays in objects, or JSON objects that follow each other, one in memory at a time.</summary>
internal sealed class JsonValueRows(ByteWindow window, JsonShape shape, FileFormat format, Layout layout) : JsonRows(window, format, layout)
{
    private const string NeverClosed =
        "A bracket or a quote is opened and not closed, so that the rows behind it cannot be told from it. Close it, and send the file again: what was valid before it counts once.";

    /// <summary>Bytes of an object without rows that are stored.</summary>
    private const int WrapperShown = 1024;

    private bool _inRows = shape == JsonShape.Objects;
    private bool _ended;
    private bool _afterElement;
    private bool _afterComma;

    /// <summary>The beginning of the object around the arrays; null outside of one.</summary>
    private byte[]? _wrapper;

    /// <summary>How many arrays have been read: of the file, or of the object around them.</summary>
    private int _arrays;

    /// <summary>The first byte of the last token of the object around the arrays; and its last text, which before an array is the array's name.</summary>
    private byte _token;
    private string _name = "";

    protected override async ValueTask<bool> AddAsync(List<Row> rows, CancellationToken ct)
    {
        if (_ended) return false;
        if ((_inRows ? await ElementAsync(ct) : await OutsideAsync(ct)) is { } row) rows.Add(row);
        return !_ended;
    }

    private async ValueTask<Row?> ElementAsync(CancellationToken ct)
    {
        var next = await Window.SkipBlanksAsync(ct);
        if (next == ',' && _afterElement)
        {
            TakeComma();
            next = await Window.SkipBlanksAsync(ct);
        }

        switch (next)
        {
            case null:
                _ended = true;
                return shape == JsonShape.Objects ? null : Wrong([], "The file ends without the ] of its array: it may be cut off.");
            case (byte)',':
                var missing = Missing();
                TakeComma();
                return missing;
            case (byte)']' when shape != JsonShape.Objects:
                if (_afterComma)
                {
                    _afterComma = false;
                    return Missing();
                }

                Window.Take(1);
                (_inRows, _afterElement) = (false, false);
                return null;
            default:
                var isSeparated = !_afterElement || shape == JsonShape.Objects;
                (_afterElement, _afterComma) = (true, false);
                if (await LengthAsync(ct) is not { } length) return await IncompleteAsync(ct);
                var raw = Take(length);
                return isSeparated ? Reader.Read(++Number, raw) : Wrong(raw, "There is no comma before this element.");
        }
    }

    private void TakeComma()
    {
        Window.Take(1);
        (_afterElement, _afterComma) = (false, true);
    }

    private Row Missing() => Wrong(Window.Bytes.Slice(0, 1).ToArray(), $"Before this {(char)Window.Bytes.FirstSpan[0]} an element is missing.");

    /// <summary>How many bytes the next value has, once all of them have arrived; null if they do not, or are more than the window holds.</summary>
    private async ValueTask<long?> LengthAsync(CancellationToken ct)
    {
        var (scan, length) = (default(JsonScan), 0L);
        while (true)
        {
            length += Scan(ref scan, Window.Bytes.Slice(length));
            if (scan.IsDone) return length;
            if (!await Window.MoreAsync(ct)) return null;
        }
    }

    /// <exception cref="FileFaultException">The value does not end, or not as it should: it may be more than one.</exception>
    private async ValueTask<Row> IncompleteAsync(CancellationToken ct)
    {
        _ended = Window.IsEnded;
        var row = Wrong(Head(), _ended ? "The file ends in the middle of this element: it may be cut off." : "The element is longer than a megabyte.");
        var scan = await SkipAsync(default, ct);
        return _ended || scan is { IsDone: true, IsBroken: false } ? row : throw new FileFaultException($"Row {Number}: {NeverClosed}");
    }

    /// <summary>Takes the rest of a value, of any length, up to its end or that of the file.</summary>
    private async ValueTask<JsonScan> SkipAsync(JsonScan scan, CancellationToken ct)
    {
        do
        {
            Window.Take(Scan(ref scan, Window.Bytes));
        }
        while (!scan.IsDone && await Window.MoreAsync(ct));
        return scan;
    }

    /// <summary>How many of the bytes belong to the value.</summary>
    private static long Scan(ref JsonScan scan, ReadOnlySequence<byte> bytes)
    {
        var length = 0L;
        foreach (var piece in bytes)
        {
            length += scan.Next(piece.Span);
            if (scan.IsDone) break;
        }

        return length;
    }

    /// <summary>Finds the next array of rows. Null unless something is wrong.</summary>
    private async ValueTask<Row?> OutsideAsync(CancellationToken ct)
    {
        var next = await Window.SkipBlanksAsync(ct);
        if (next is null)
        {
            _ended = true;
            return _wrapper is null ? null : Wrong([], "The file ends without the } of the object around its array: it may be cut off.");
        }

        if (_wrapper is not null) return await MemberAsync(next.Value, ct);
        if (shape == JsonShape.Array ? _arrays > 0 : next is not ((byte)'{' or (byte)','))
        {
            _ended = true;
            return Wrong(Head(), $"Something follows the {(shape == JsonShape.Array ? "] of the array" : "} of the object around the array")}, and was not read.");
        }

        if (next == '{') (_wrapper, _arrays) = (Head(WrapperShown), 0);
        Window.Take(1);
        if (next == '[') OpenArray();
        return null;
    }

    /// <summary>The next token of the object around the arrays. Other members are left out, but a second array of objects is read like the first.</summary>
    private async ValueTask<Row?> MemberAsync(byte token, CancellationToken ct)
    {
        Row? wrong = null;
        var previous = _token;
        _token = token;
        if (token is (byte)',' or (byte)':' or (byte)'[' or (byte)'}') Window.Take(1);
        switch (token)
        {
            case (byte)',' or (byte)':':
                break;
            case (byte)'}':
                if (_arrays == 0) wrong = Wrong(_wrapper!, "The object has no array of rows, unlike the one before it, and was not read.");
                _wrapper = null;
                break;
            case (byte)'[':
                if (await Window.SkipBlanksAsync(ct) is (byte)'{' or (byte)']' && (_arrays > 0 || JsonHead.IsWrapped(_name))) OpenArray();
                else await SkipAsync(new JsonScan(token), ct);
                break;
            case (byte)'"' when await LengthAsync(ct) is { } length:
                _name = Encoding.UTF8.GetString(Take(length));
                break;
            default:
                if (token == '{' && previous != ':') wrong = Wrong(Head(), "It stands behind the array, and was not read.");
                await SkipAsync(default, ct);
                break;
        }

        return wrong;
    }

    private void OpenArray()
    {
        _arrays++;
        _inRows = true;
    }
}
