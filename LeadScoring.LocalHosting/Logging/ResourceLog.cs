namespace LeadScoring.LocalHosting.Logging;

/// <summary>The latest lines of one resource, passed on to the console as they come.</summary>
internal sealed class ResourceLog(string name, IConsoleSink? sink)
{
    private const int KeptLines = 1000;
    private const int LineLength = 8192;
    private readonly Queue<string> _lines = new();

    public void Write(string line)
    {
        if (line.Length > LineLength) line = string.Concat(line.AsSpan(0, LineLength), "…");
        lock (_lines)
        {
            if (_lines.Count == KeptLines) _lines.Dequeue();
            _lines.Enqueue(line);
        }

        sink?.Write(name, line);
    }

    /// <summary>A line of ours about the resource.</summary>
    public void WriteHost(string line) => Write($"[host] {line}");

    public IReadOnlyList<string> Recent()
    {
        lock (_lines) return [.. _lines];
    }

    public async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line) Write(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone and its pipe with it.
        }
    }
}
