using System.Globalization;

namespace LeadScoring.Benchmarks.Import;

/// <summary>Resident memory of the system's processes on this machine (Linux), by a part of their command lines.</summary>
internal sealed class ProcessMemory
{
    private static readonly string[] Names = ["LeadScoring.Api", "LeadScoring.Worker", "LeadScoring.Web", "redis-server"];
    private readonly Dictionary<string, List<long>> _samples = Names.ToDictionary(n => n, _ => new List<long>());

    public async Task SampleAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var name in Names) _samples[name].Add(Resident(name));
            await Task.Delay(500, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>At the start, after each quarter, and the highest; megabytes, all replicas together.</summary>
    public void Report()
    {
        foreach (var (name, kilobytes) in _samples)
        {
            long At(int quarter) => kilobytes[(kilobytes.Count - 1) * quarter / 4] / 1024;
            Console.WriteLine($"  {name,-20} {At(0),5} {At(1),5} {At(2),5} {At(3),5} {At(4),5} MB   peak {kilobytes.Max() / 1024} MB");
        }
    }

    private static long Resident(string name)
    {
        var sum = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                if (!File.ReadAllText(folder + "/cmdline").Contains(name, StringComparison.Ordinal)) continue;
                var line = File.ReadLines(folder + "/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
                if (line is not null) sum += long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return sum;
    }
}
