using System.Diagnostics;
using System.Globalization;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>One of the system's processes on this machine: its memory and its processor time.</summary>
internal sealed class SystemProcess(int pid)
{
    private readonly Process _process = Process.GetProcessById(pid);

    public int Pid => pid;

    public long ResidentBytes => Refreshed().WorkingSet64;

    public TimeSpan Processor => Refreshed().TotalProcessorTime;

    /// <summary>
    /// By a part of their command lines (Linux). Where several systems run, those that were built beside this benchmark.
    /// </summary>
    public static IReadOnlyList<SystemProcess> Find(string assembly)
    {
        var found = Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0]))
            .Select(f => (Pid: int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture), Line: CommandLine(f)))
            .Where(p => p.Line.Split('\0').Any(part => Path.GetFileName(part) is var name && (name == assembly || name == assembly + ".dll"))).ToList();
        var ours = found.Where(p => p.Line.Contains(Root(), StringComparison.Ordinal)).ToList();
        return [.. (ours.Count > 0 ? ours : found).Select(p => new SystemProcess(p.Pid))];
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(folder + "/cmdline");
        }
        catch (IOException)
        {
            return ""; // It has just ended.
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "LeadScoring.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }
}

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

/// <summary>The dashboard's process over time: its memory at each mark, its processor time since the mark before.</summary>
internal sealed class UsageLog(SystemProcess process)
{
    private readonly List<(string Name, long Megabytes, double Percent)> _marks = [];
    private TimeSpan _processor = process.Processor;
    private long _at = Stopwatch.GetTimestamp();

    public long Megabytes => process.ResidentBytes >> 20;

    public void Mark(string name)
    {
        var (processor, at) = (process.Processor, Stopwatch.GetTimestamp());
        _marks.Add((name, Megabytes, 100 * (processor - _processor) / Stopwatch.GetElapsedTime(_at, at)));
        (_processor, _at) = (processor, at);
    }

    public async Task MarkEveryAsync(TimeSpan interval, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            Mark($"load, {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s");
        }
    }

    public void Report()
    {
        Console.WriteLine($"Web (pid {process.Pid})               resident   processor, % of one core since the line before");
        foreach (var (name, megabytes, percent) in _marks) Console.WriteLine($"  {name,-30} {megabytes,5} MB   {percent,5:n1}");
    }
}
