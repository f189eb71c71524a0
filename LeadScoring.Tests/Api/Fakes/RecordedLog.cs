namespace LeadScoring.Tests.Api.Fakes;

/// <summary>What the host logs, and how many requests it began and ended.</summary>
public sealed class RecordedLog
{
    private readonly List<(string Category, LogLevel Level, string Text)> _lines = [];
    private int _started;
    private int _finished;

    public int Started => Volatile.Read(ref _started);

    public int Finished => Volatile.Read(ref _finished);

    public IReadOnlyList<(string Category, LogLevel Level, string Text)> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void Record(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider>(_ => new RecordingProvider(this));
        services.Configure<LoggerFilterOptions>(o => o.Rules.Add(new LoggerFilterRule(typeof(RecordingProvider).FullName, null, LogLevel.Information, null)));
    }

    public void AssertNoErrors()
    {
        var errors = Lines.Where(l => l.Level >= LogLevel.Error).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    private void Add(string category, LogLevel level, int eventId, string text)
    {
        lock (_lines) _lines.Add((category, level, text));
        if (category != "Microsoft.AspNetCore.Hosting.Diagnostics") return;
        if (eventId == 1) Interlocked.Increment(ref _started);
        if (eventId == 2) Interlocked.Increment(ref _finished);
    }

    private sealed class RecordingProvider(RecordedLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new RecordingLogger(log, categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class RecordingLogger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(category, logLevel, eventId.Id, $"{formatter(state, exception)} {exception}");
    }
}
