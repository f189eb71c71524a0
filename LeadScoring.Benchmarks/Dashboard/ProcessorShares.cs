using System.Diagnostics;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>Who used how much of the processor since it began, in percent of one core.</summary>
internal sealed class ProcessorShares
{
    private static readonly string[] Assemblies = ["LeadScoring.Web", "LeadScoring.Api", "LeadScoring.Worker"];
    private readonly Dictionary<string, IReadOnlyList<SystemProcess>> _processes = Assemblies.ToDictionary(a => a, SystemProcess.Find);
    private readonly Dictionary<string, TimeSpan> _began;
    private readonly long _at = Stopwatch.GetTimestamp();

    public ProcessorShares()
    {
        _processes["this benchmark"] = [new(Environment.ProcessId)];
        _began = _processes.ToDictionary(p => p.Key, p => Total(p.Value));
    }

    public string Describe()
    {
        var elapsed = Stopwatch.GetElapsedTime(_at);
        return string.Join(", ", _processes.Select(p => $"{p.Key.Replace("LeadScoring.", "", StringComparison.Ordinal)} {100 * (Total(p.Value) - _began[p.Key]) / elapsed:n0}"));
    }

    private static TimeSpan Total(IReadOnlyList<SystemProcess> processes) => processes.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Processor);
}
