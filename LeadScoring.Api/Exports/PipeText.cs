using System.IO.Pipelines;
using System.Text;

namespace LeadScoring.Api.Exports;

/// <summary>Text as UTF-8 straight into a pipe. Nothing is sent until the pipe is flushed, which is what waits for the client.</summary>
internal sealed class PipeText(PipeWriter output) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Encoding.UTF8.GetBytes(buffer, output);
}
