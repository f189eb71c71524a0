namespace LeadScoring.Core.Stores;

/// <summary>Fault points for tests, called by name between the steps of the event path. Tests replace <see cref="NoFaults"/>.</summary>
public interface IFaultPoints
{
    ValueTask ReachAsync(string point, CancellationToken ct);
}

public sealed class NoFaults : IFaultPoints
{
    public ValueTask ReachAsync(string point, CancellationToken ct) => ValueTask.CompletedTask;
}
