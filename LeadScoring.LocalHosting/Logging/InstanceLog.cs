namespace LeadScoring.LocalHosting.Logging;

/// <summary>What one instance wrote last, across its restarts: one can read why it died.</summary>
internal sealed class InstanceLog(LogStore store, string resource, int number, string label)
{
    private const int LineLength = 4096;

    public string Resource => resource;

    /// <summary>1 for the first replica.</summary>
    public int Number => number;

    public string Label => label;

    /// <summary>The lines kept, oldest first; belongs to the store.</summary>
    public Queue<LogLine> Lines { get; } = new();

    /// <summary>A line of ours about the instance.</summary>
    public void WriteHost(string line) => store.Write(this, $"[host] {line}", LogText.Host);

    /// <summary>Reads until the process has closed the stream.</summary>
    public async Task ReadAsync(TextReader reader, bool isErrorMessage)
    {
        var level = "";
        try
        {
            await foreach (var line in BoundedLines.ReadAsync(reader, LineLength))
                store.Write(this, line, level = LogText.Level(LogText.Clean(line), level, isErrorMessage));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone and its pipe with it.
        }
    }
}
