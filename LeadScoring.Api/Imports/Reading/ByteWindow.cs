using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The part of a file that has arrived and was not taken yet, as bytes. It never exceeds <see cref="MaxBytes"/> by more than one read.</summary>
internal sealed class ByteWindow(PipeReader pipe)
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Of a read that has begun; if it fails, it fails whenever more is asked for.</summary>
    private Task<ReadResult>? _reading;

    /// <summary>How much was taken before that read; -1 before the first.</summary>
    private long _takenBefore = -1;

    public ReadOnlySequence<byte> Bytes { get; private set; } = ReadOnlySequence<byte>.Empty;

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
        var read = await ArrivalAsync(ct);
        _reading = null;
        (Bytes, IsEnded) = (read.Buffer.Slice(Taken - _takenBefore), read.IsCompleted);
        return Bytes.Length > before;
    }

    /// <summary>Begins to read on, unless that has begun: completes when <see cref="MoreAsync"/> would not wait. What has arrived before can be used meanwhile.</summary>
    public Task<ReadResult> ArrivalAsync(CancellationToken ct)
    {
        if (_reading is not null) return _reading;
        if (_takenBefore >= 0) pipe.AdvanceTo(Bytes.Start, Bytes.End);
        _takenBefore = Taken;
        return _reading = pipe.ReadAsync(ct).AsTask();
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
