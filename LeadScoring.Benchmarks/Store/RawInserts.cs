using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Benchmarks.Store;

/// <summary>
/// The floor: the same rows into a table by one prepared statement, a transaction per batch, on a connection with the same
/// settings, the same checkpointer and the same thin layer over SQLite as the product's.
/// </summary>
internal sealed class RawInserts : IDisposable
{
    /// <summary>The least that dedupe needs: the eventId as primary key, and no other index.</summary>
    public const string Plain = """
        CREATE TABLE events(
            event_id TEXT PRIMARY KEY, lead_no INTEGER NOT NULL, ts INTEGER NOT NULL, type_no INTEGER NOT NULL,
            received_at INTEGER NOT NULL, processed_at INTEGER NOT NULL, flags INTEGER NOT NULL,
            submission INTEGER NOT NULL, attempts INTEGER NOT NULL,
            score_before INTEGER NOT NULL, score_after INTEGER NOT NULL, metadata TEXT);
        """;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SqlSession _session;
    private readonly WalCheckpointer _checkpointer;
    private readonly Dictionary<string, int> _leads = [];
    private readonly Dictionary<string, int> _types = [];

    public RawInserts(string path, string tables)
    {
        _session = SqlSession.Open(path, 64 * 1024, TimeSpan.FromSeconds(5));
        _session.Execute($"PRAGMA page_size = {SqliteSchema.PageBytes}; PRAGMA journal_mode = WAL;");
        _session.Execute(tables);
        _checkpointer = new WalCheckpointer(path, _writing);
    }

    /// <summary>The schema of the product's own events table.</summary>
    public static string SameTable => SqliteTables.Events;

    public void Insert(IEnumerable<IncomingEvent> events)
    {
        _writing.Wait();
        _session.Execute("BEGIN IMMEDIATE");
        foreach (var e in events) Insert(e);
        _session.Execute("COMMIT");
        _checkpointer.Written(_session.TakePagesWritten());
        _writing.Release();
    }

    public void Dispose()
    {
        _checkpointer.Dispose();
        _session.Dispose();
        _writing.Dispose();
    }

    private void Insert(IncomingEvent e) => _session.Use("""
        INSERT INTO events(event_id, lead_no, ts, type_no, received_at, processed_at, flags, submission, attempts,
            score_before, score_after, metadata)
        VALUES ($event_id, $lead, $ts, $type, $received_at, $processed_at, $flags, $submission, $attempts,
            $score_before, $score_after, $metadata)
        ON CONFLICT DO NOTHING
        """)
        .Bind("event_id", e.EventId).Bind("lead", Number(_leads, e.LeadId)).Bind("ts", e.TimestampMs).Bind("type", Number(_types, e.EventType))
        .Bind("received_at", e.ReceivedAtMs).Bind("processed_at", e.ReceivedAtMs).Bind("flags", 2)
        .Bind("submission", e.Submission).Bind("attempts", e.Attempt).Bind("score_before", 500).Bind("score_after", 510)
        .Bind("metadata", e.Metadata).Run();

    private static int Number(Dictionary<string, int> numbers, string name) =>
        numbers.TryGetValue(name, out var number) ? number : numbers[name] = numbers.Count + 1;
}

/// <summary>Adds up time and processor time of one way of doing things, over rounds.</summary>
internal sealed class Stopwatches(string name)
{
    private readonly List<double> _rates = [];
    private TimeSpan _elapsed;
    private TimeSpan _processor;
    private long _events;

    public string Name => name;

    public double PerSecond => _events / _elapsed.TotalSeconds;

    public double ProcessorMicroseconds => _processor.TotalMicroseconds / _events;

    public async Task MeasureAsync(int events, Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        _processor += process.TotalProcessorTime - processor;
        _elapsed += elapsed;
        _events += events;
        _rates.Add(events / elapsed.TotalSeconds);
    }

    public override string ToString() =>
        $"{name,-34} {PerSecond,9:n0} events/s   {ProcessorMicroseconds,7:n1} µs CPU each   rounds {string.Join(", ", _rates.Select(r => r.ToString("n0")))}";
}
