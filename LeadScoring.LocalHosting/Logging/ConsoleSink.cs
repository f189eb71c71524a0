using System.Threading.Channels;

namespace LeadScoring.LocalHosting.Logging;

/// <summary>
/// Prefixed lines on the console. A terminal that stands still must not hold up the services: beyond the buffer the oldest
/// lines are dropped, and the number is told.
/// </summary>
internal sealed class ConsoleSink : IConsoleSink, IAsyncDisposable
{
    private const int BufferedLines = 5000;
    private static readonly string[] Colours = ["36", "32", "35", "33", "34", "96", "92", "95"];
    private readonly Dictionary<string, string> _prefixes;
    private readonly Channel<string> _lines;
    private readonly Task _writing;
    private long _dropped;

    public ConsoleSink(IReadOnlyList<string> resources, TextWriter output, bool coloured)
    {
        var width = resources.Append("").Max(r => r.Length);
        _prefixes = resources.Select((name, i) => (name, i)).ToDictionary(
            r => r.name,
            r => coloured ? $"\e[{Colours[r.i % Colours.Length]}m{r.name.PadRight(width)} |\e[0m " : $"{r.name.PadRight(width)} | ");
        _lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(BufferedLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _writing = Task.Run(() => WriteAllAsync(output));
    }

    public static bool WantsColour
        => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public void Write(string resource, string line) => _lines.Writer.TryWrite(_prefixes[resource] + line);

    public void WriteLine(string line) => _lines.Writer.TryWrite(line);

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAllAsync(TextWriter output)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                await output.WriteLineAsync($"({dropped} lines were not shown: the console is too slow)");
            await output.WriteLineAsync(line);
        }

        await output.FlushAsync();
    }
}
