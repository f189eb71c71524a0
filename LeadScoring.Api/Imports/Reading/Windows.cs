using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The part of a file that has arrived and was not taken yet, as bytes. It never exceeds <see cref="MaxBytes"/> by more than one read.</summary>
internal sealed class ByteWindow(PipeReader pipe)
{
    public const int MaxBytes = 1024 * 1024;
    private bool _isReading;

    public ReadOnlySequence<byte> Bytes { get; private set; }

    /// <summary>The end of the file has been read.</summary>
    public bool IsEnded { get; private set; }

    public bool IsFull => Bytes.Length >= MaxBytes;

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    public void Take(long count)
    {
        Bytes = Bytes.Slice(count);
        Taken += count;
    }

    /// <summary>Waits until more has arrived; false at the end of the file, or if the window is full.</summary>
    public async ValueTask<bool> MoreAsync(CancellationToken ct)
    {
        if (IsEnded || IsFull) return false;
        var before = Bytes.Length;
        if (_isReading) pipe.AdvanceTo(Bytes.Start, Bytes.End);
        _isReading = true;
        var read = await pipe.ReadAsync(ct);
        (Bytes, IsEnded) = (read.Buffer, read.IsCompleted);
        return Bytes.Length > before;
    }

    /// <summary>The first byte that is no white space, which is taken; null when there is none any more. Byte order marks between values count as white space, and what old programs end a file with.</summary>
    public async ValueTask<byte?> SkipBlanksAsync(CancellationToken ct)
    {
        while (true)
        {
            var reader = new SequenceReader<byte>(Bytes);
            reader.AdvancePastAny(" \t\r\n\0\u001a"u8);
            Take(reader.Consumed);
            if (!Bytes.IsEmpty && Bytes.FirstSpan[0] != 0xef) return Bytes.FirstSpan[0];
            if (Bytes.Length >= 3)
            {
                if (!StartsWithMark()) return Bytes.FirstSpan[0];
                Take(3);
            }
            else if (!await MoreAsync(ct))
            {
                return Bytes.IsEmpty ? null : Bytes.FirstSpan[0];
            }
        }
    }

    private bool StartsWithMark()
    {
        Span<byte> start = stackalloc byte[3];
        Bytes.Slice(0, 3).CopyTo(start);
        return start.SequenceEqual(Encoding.UTF8.Preamble);
    }
}

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

    public bool IsFull => _end - _start >= MaxLength;

    /// <summary>Bytes read so far.</summary>
    public long Bytes => bytes.Taken;

    public void Take(int characters) => _start += characters;

    /// <summary>Waits until more has arrived; false at the end of the file, or if the window is full.</summary>
    public async ValueTask<bool> MoreAsync(CancellationToken ct)
    {
        if (IsEnded || IsFull) return false;
        var before = _end - _start;
        while (bytes.Bytes.IsEmpty && await bytes.MoreAsync(ct))
        {
            // An empty read says nothing.
        }

        IsEnded = bytes.Bytes.IsEmpty;
        Decode(bytes.Bytes.FirstSpan);
        if (IsEnded) DropEndOfFileMarks();
        return _end - _start > before || (!IsEnded && await MoreAsync(ct)); // a character that has only begun adds none
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
