namespace LeadScoring.Api.Imports.Reading;

/// <summary>Bytes that were read already, and then the rest of the stream that they are from.</summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest) : ReadStream
{
    private int _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read >= prefix.Length) return await rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, prefix.Length - _read);
        prefix.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }
}
