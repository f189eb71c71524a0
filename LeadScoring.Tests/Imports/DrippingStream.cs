using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Tests.Imports;

/// <summary>Gives at most so many bytes per read, as a slow network does.</summary>
internal sealed class DrippingStream(Stream inner, int atATime) : ReadStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer[..Math.Min(buffer.Length, atATime)], cancellationToken);
}
