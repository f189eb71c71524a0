using System.Diagnostics;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>A file of which the beginning has been looked at, to be read from its first byte.</summary>
internal sealed class FileHead : ReadOnlyStream
{
    /// <summary>How much of a file is looked at.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>As much of a file from a slow client.</summary>
    private const int LeastBytes = 4096;

    private const int ReadBytes = 64 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    private readonly Stream _file;
    private byte[] _head = new byte[ReadBytes];
    private int _length;
    private int _given;
    private Task<int>? _pending;

    private FileHead(Stream file) => _file = file;

    /// <summary>The beginning.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <summary>There is nothing after the head.</summary>
    public bool IsAll { get; private set; }

    /// <summary>Waits for the first megabyte; of a slow client, for what arrives within a second, but at least a few kilobytes.</summary>
    public static async Task<FileHead> OpenAsync(Stream file, CancellationToken ct)
    {
        var head = new FileHead(file);
        var started = Stopwatch.GetTimestamp();
        while (!head.IsAll && head._length < MaxBytes && await head.MoreAsync(started, ct))
        {
            // Until there is enough.
        }

        return head;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _length)
        {
            if (_pending is null) return IsAll ? 0 : await _file.ReadAsync(buffer, cancellationToken);
            _length += await _pending;
            _pending = null;
        }

        var count = Math.Min(buffer.Length, _length - _given);
        _head.AsSpan(_given, count).CopyTo(buffer.Span);
        _given += count;
        return count;
    }

    /// <summary>Reads once; false when the client is slow and there is enough. A read that has begun then goes on, and its bytes come after the head.</summary>
    private async Task<bool> MoreAsync(long started, CancellationToken ct)
    {
        if (_head.Length - _length < ReadBytes) Array.Resize(ref _head, _head.Length * 2);
        var read = _file.ReadAsync(_head.AsMemory(_length, ReadBytes), ct).AsTask();
        if (_length >= LeastBytes && !read.IsCompleted)
        {
            var left = MaxTime - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || await Task.WhenAny(read, Task.Delay(left, ct)) != read)
            {
                _pending = read;
                return false;
            }
        }

        try
        {
            var count = await read;
            _length += count;
            IsAll = count == 0;
            return true;
        }
        catch (Exception) when (_length >= LeastBytes && !ct.IsCancellationRequested)
        {
            _pending = read; // fails again when the file is read up to here: the rows before count
            return false;
        }
    }
}
