using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Tests.Imports;

/// <summary>A beginning, and then the same piece over and over.</summary>
internal sealed class RepeatingStream(byte[] head, byte[] piece, int times) : ReadStream
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
