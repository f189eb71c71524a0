using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The part of a file that has arrived and was not taken yet, as text, at most <see cref="MaxLength"/> characters. Byte order marks are left out, wherever they stand.</summary>
internal sealed class TextWindow(ByteWindow bytes, Encoding encoding)
{
    public const int MaxLength = 1024 * 1024;
    private const char ByteOrderMark = '\ufeff';
    private readonly Decoder _decoder = encoding.GetDecoder();
    private char[] _buffer = new char[128 * 1024];
    private int _start;
    private int _end;

    /// <summary>Valid until more is read.</summary>
    public ReadOnlyMemory<char> Text => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The end of the file has been read.</summary>
    public bool IsEnded { get; private set; }

    public bool IsFull => Text.Length >= MaxLength;

    /// <summary>Bytes read so far.</summary>
    public long Bytes => bytes.Taken;

    /// <summary>Characters taken so far.</summary>
    public long Taken { get; private set; }

    public void Take(int characters)
    {
        _start += characters;
        Taken += characters;
    }

    /// <summary>Waits until more has arrived; false at the end of the file, or if the window is full.</summary>
    public async ValueTask<bool> MoreAsync(CancellationToken ct)
    {
        if (IsEnded || IsFull) return false;
        var before = Text.Length;
        while (!IsEnded && Text.Length == before) // byte order marks, and a character that has only begun, add nothing
        {
            IsEnded = bytes.Bytes.IsEmpty && !await bytes.MoreAsync(ct);
            Decode(bytes.Bytes.FirstSpan);
        }

        if (IsEnded) DropEndOfFileMarks();
        return Text.Length > before;
    }

    private void Decode(ReadOnlySpan<byte> piece)
    {
        MakeRoom();
        _decoder.Convert(piece, _buffer.AsSpan(_end), flush: IsEnded, out var used, out var added, out _);
        bytes.Take(used);
        var text = _buffer.AsSpan(_end, added);
        _end += text.Contains(ByteOrderMark) ? WithoutMarks(text) : added;
    }

    private static int WithoutMarks(Span<char> text)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c != ByteOrderMark) text[length++] = c;
        }

        return length;
    }

    /// <summary>Old programs end a file with Ctrl+Z, and fill its last block.</summary>
    private void DropEndOfFileMarks()
    {
        var text = _buffer.AsSpan(_start, _end - _start);
        var rest = text.TrimEnd("\u001a\0\r\n");
        if (text[rest.Length..].IndexOfAny('\u001a', '\0') >= 0) _end = _start + rest.Length;
    }

    private void MakeRoom()
    {
        if (_start == _end) _start = _end = 0;
        if (_buffer.Length - _end >= 1024) return;
        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? new char[_buffer.Length * 2] : _buffer;
        Array.Copy(_buffer, _start, target, 0, length);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
