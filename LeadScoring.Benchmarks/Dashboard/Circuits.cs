using System.Diagnostics;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>Circuits that show the same board as the browser does.</summary>
internal sealed class Circuits : IAsyncDisposable
{
    private List<Circuit> _open = [];
    private (long Batches, long Bytes) _began;
    private long _at;

    public List<string> Failures { get; private set; } = [];

    public static async Task<Circuits> OpenAsync(HttpClient web, DashboardOptions options)
    {
        var circuits = new Circuits();
        for (var i = 0; i < options.Circuits; i++) circuits._open.Add(await Circuit.OpenAsync(web, options.ToPage()));
        return circuits;
    }

    public void Begin() => (_began, _at) = (Totals(), Stopwatch.GetTimestamp());

    /// <summary>What each received since <see cref="Begin"/>.</summary>
    public string Describe()
    {
        var (seconds, totals) = (Stopwatch.GetElapsedTime(_at).TotalSeconds * Math.Max(1, _open.Count), Totals());
        Failures = [.. _open.Select(c => c.Failure).OfType<string>()];
        var failed = Failures.Count == 0 ? "none failed" : $"{Failures.Count} FAILED, such as by: {Failures[0]}";
        return $"each received {(totals.Batches - _began.Batches) / seconds:n1} batches/s, {(totals.Bytes - _began.Bytes) / seconds / 1024:n0} KB/s before compression; {failed}";
    }

    public async ValueTask DisposeAsync()
    {
        var open = _open;
        _open = [];
        foreach (var circuit in open) await circuit.DisposeAsync();
    }

    private (long Batches, long Bytes) Totals() => (_open.Sum(c => c.Batches), _open.Sum(c => c.Bytes));
}
