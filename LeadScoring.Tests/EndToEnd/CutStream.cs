namespace LeadScoring.Tests.EndToEnd;

/// <summary>The beginning of a file, and then nothing, until the client gives up.</summary>
internal sealed class CutStream(byte[] file, int at, CancellationToken cut) : Stream
{
    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == at) await Task.Delay(Timeout.Infinite, cut);
        var count = Math.Min(buffer.Length, at - _read);
        file.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
