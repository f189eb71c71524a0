using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>So many files at a time: each has its megabytes, and they all share the queue.</summary>
internal sealed class ImportTurns(IOptions<ImportOptions> options)
{
    private int _taken;

    public int Max => options.Value.MaxConcurrent;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _taken);
}
