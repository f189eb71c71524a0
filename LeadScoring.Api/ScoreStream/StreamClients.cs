using LeadScoring.Core.Telemetry;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.ScoreStream;

/// <summary>How many clients follow the stream, and a place for each of them up to a bound.</summary>
internal sealed class StreamClients(IOptions<ScoreStreamOptions> options)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _any = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False when all places are taken; otherwise <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_count >= options.Value.MaxClients) return false;
            _count++;
            Meters.StreamClients.Add(1);
            _any.TrySetResult();
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            Meters.StreamClients.Add(-1);
            if (--_count == 0) _any = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until there is at least one.</summary>
    public Task AnyAsync(CancellationToken ct)
    {
        lock (_gate) return _any.Task.WaitAsync(ct);
    }
}
