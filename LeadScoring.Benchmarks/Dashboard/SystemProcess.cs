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
