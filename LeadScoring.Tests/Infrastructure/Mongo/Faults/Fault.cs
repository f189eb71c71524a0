using LeadScoring.Tests.Infrastructure.Mongo.Commands;

namespace LeadScoring.Tests.Infrastructure.Mongo.Faults;

internal enum FaultKind
{
    Fail,
    FailAfter,
    CloseBefore,
    CloseAfter,
    StallBefore,
    StallAfter,
}

/// <summary>A fault that is waiting for its command, or has met it. Disposing removes it and lets go on what it holds.</summary>
public sealed class Fault : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Fault> _remove;
    private readonly On _on;
    private int _seen;

    internal Fault(FaultKind kind, On on, CommandException? error, Action<Fault> remove) => (Kind, _on, Error, _remove) = (kind, on, error, remove);

    /// <summary>Completes when the first command has met the fault.</summary>
    public Task Reached => _reached.Task;

    /// <summary>How many commands have met it.</summary>
    public int Times { get; private set; }

    internal FaultKind Kind { get; }

    internal CommandException? Error { get; }

    internal Task Released => _released.Task;

    internal bool IsOver => Times > 0 && !_on.Repeats;

    /// <summary>Lets stalled commands go on; later ones are not held any more.</summary>
    public void Release() => _released.TrySetResult();

    public void Dispose()
    {
        _remove(this);
        Release();
    }

    /// <summary>Counts a command that arrived; true when the fault meets it. Under the lock of <see cref="FaultPlan"/>.</summary>
    internal bool Meets(CommandSeen command)
    {
        if (IsOver || !_on.Is(command) || ++_seen < _on.Nth) return false;
        Times++;
        _reached.TrySetResult();
        return true;
    }
}
