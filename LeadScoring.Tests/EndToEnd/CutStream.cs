using LeadScoring.Tests.Imports;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The beginning of a file, and then nothing, until the client gives up.</summary>
internal sealed class CutStream(byte[] file, int at, CancellationToken cut) : ReadStream
{
    private int _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == at) await Task.Delay(Timeout.Infinite, cut);
        var count = Math.Min(buffer.Length, at - _read);
        file.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }
}
