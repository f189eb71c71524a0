using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>A request body in one pooled buffer, checked to be UTF-8; or the problem that kept it from being read.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>For bodies that are no list of events: 1 MB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>As deep as JSON may nest anywhere.</summary>
    public const int MaxDepth = 32;

    private const int FirstRent = 4096;
    private const int MaxFirstRent = 1024 * 1024;
    private byte[] _buffer = [];
    private int _length;

    private JsonBody()
    {
    }

    public ProblemHttpResult? Problem { get; private set; }

    public ReadOnlyMemory<byte> Memory { get; private set; }

    public ReadOnlySpan<byte> Span => Memory.Span;

    public static async ValueTask<JsonBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        var body = new JsonBody { Problem = Refuse(request, maxBytes) };
        if (body.Problem is null)
        {
            await body.FillAsync(request.BodyReader, (int)Math.Min(request.ContentLength ?? FirstRent, MaxFirstRent), maxBytes, ct);
            body.Check(maxBytes);
        }

        return body;
    }

    public void ReplaceEmptyTexts() => Memory = EmptyTexts.AsNull(Memory);

    public Stream OpenRead()
    {
        MemoryMarshal.TryGetArray(Memory, out var bytes);
        return new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Memory = default;
    }

    private static ProblemHttpResult? Refuse(HttpRequest request, int maxBytes)
    {
        if (!request.HasJsonContentType()) return Problems.UnsupportedBody("Send JSON, with Content-Type: application/json.");
        return request.ContentLength > maxBytes ? TooLarge(maxBytes) : null;
    }

    private static ProblemHttpResult TooLarge(int maxBytes) =>
        Problems.TooLarge($"The body is larger than {maxBytes:N0} bytes. Split it into several requests.");

    /// <summary>One byte past the limit is read at most, to know that there is one.</summary>
    private async ValueTask FillAsync(PipeReader reader, int expected, int maxBytes, CancellationToken ct)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 1));
        while (_length <= maxBytes)
        {
            var read = await reader.ReadAsync(ct);
            foreach (var segment in read.Buffer) Append(segment.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Check(int maxBytes)
    {
        Memory = _buffer.AsMemory(0, _length);
        if (Span.StartsWith(Encoding.UTF8.Preamble)) Memory = Memory[Encoding.UTF8.Preamble.Length..];
        if (_length > maxBytes) Problem = TooLarge(maxBytes);
        else if (Memory.IsEmpty) Problem = Problems.Invalid(JsonFault.Root, "The body is empty. Send a JSON object.");
        else if (!Utf8.IsValid(Span)) Problem = JsonFault.NotUtf8(Span);
    }
}
