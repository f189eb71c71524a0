using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.LocalHosting.Logging;

/// <summary>
/// The latest lines of every instance, passed on to the console as they come. Readers ask for what is new since the last number
/// that they saw: one that is too slow misses lines, and nothing is queued for it.
/// </summary>
internal sealed class LogStore(IConsoleSink? sink, ChangeSignal changed, TimeProvider time)
{
    public const int KeptLines = 2000;
    private readonly Lock _gate = new();
    private readonly List<InstanceLog> _logs = [];
    private readonly Dictionary<InstanceLog, long> _dropped = [];
    private long _last;

    public InstanceLog Add(string resource, int number, string label)
    {
        var log = new InstanceLog(this, resource, number, label);
        _logs.Add(log);
        return log;
    }

    public void Write(InstanceLog log, string line, string level)
    {
        var content = LogText.Clean(line);
        lock (_gate)
        {
            if (log.Lines.Count == KeptLines) _dropped[log] = log.Lines.Dequeue().Number;
            log.Lines.Enqueue(new(++_last, time.GetUtcNow(), log.Label, level, content));
        }

        sink?.Write(log.Resource, line);
        changed.Raise();
    }

    /// <summary>
    /// The latest lines after that number, of one instance, one resource or (null) all, oldest first; and the number to ask with
    /// next time. <c>HasGap</c>: some that came after it are no longer kept, or more than the limit.
    /// </summary>
    public (IReadOnlyList<LogLine> Lines, long Last, bool HasGap) Since(long after, string? resource = null, int? number = null, int limit = int.MaxValue)
    {
        lock (_gate)
        {
            if (after >= _last) return ([], _last, false);
            var logs = _logs.Where(l => (resource is null || resource.Equals(l.Resource, StringComparison.OrdinalIgnoreCase)) && (number ?? l.Number) == l.Number).ToList();
            var lines = logs.SelectMany(l => l.Lines.Where(line => line.Number > after)).OrderBy(line => line.Number).ToList();
            var hasGap = after > 0 && (lines.Count > limit || logs.Exists(l => _dropped.GetValueOrDefault(l) > after));
            return (lines.Count > limit ? lines[^limit..] : lines, _last, hasGap);
        }
    }
}
