using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The part of a stream that is in memory while a reader searches it for the end of a row. It never exceeds <see cref="MaxBytes"/>.</summary>
internal sealed class ByteWindow(Stream stream)
{
    public const int MaxBytes = 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The end of the stream has been read.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>It has reached <see cref="MaxBytes"/>.</summary>
    public bool IsFull => _end - _start >= MaxBytes;

    public bool IsEmpty => _start == _end;

    /// <summary>Bytes consumed so far.</summary>
    public long Taken { get; private set; }

    public void Take(int count)
    {
        _start += count;
        Taken += count;
    }

    /// <summary>Reads more of the stream; false at its end, or if the window is full.</summary>
    public async ValueTask<bool> MoreAsync(CancellationToken ct)
    {
        if (IsEnded || IsFull) return false;
        MakeRoom();
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            _end += read;
            IsEnded = read == 0;
            return read > 0;
        }
        catch (DecoderFallbackException)
        {
            throw new FileFaultException("The file says that it is UTF-16, and is not from some place on. Save it as UTF-8 (in a spreadsheet: CSV UTF-8).");
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? new byte[Math.Min(_buffer.Length * 2, MaxBytes)] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
