using LeadScoring.Api.Http;

namespace LeadScoring.Tests.Imports;

/// <summary>Returns at most so many bytes per read, like a slow network.</summary>
internal sealed class DrippingStream(Stream inner, int atATime) : ReadOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer[..Math.Min(buffer.Length, atATime)], cancellationToken);
}

/// <summary>A head, followed by the same piece so many times.</summary>
internal sealed class RepeatingStream(byte[] head, byte[] piece, int times) : ReadOnlyStream
{
    private byte[] _current = head;
    private int _at;
    private int _left = times;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _current.Length && _left-- > 0) (_current, _at) = (piece, 0);
        var count = Math.Min(buffer.Length, _current.Length - _at);
        _current.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}

/// <summary>Returns the bytes up to one, then waits, and returns the others.</summary>
internal sealed class PausingStream(byte[] file, int at, Func<Task> pause) : ReadOnlyStream
{
    private int _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == at) await pause();
        var count = Math.Min(buffer.Length, (_read < at ? at : file.Length) - _read);
        file.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }
}
