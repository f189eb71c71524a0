namespace LeadScoring.Core.Storage;

public sealed class NoFaults : IFaultPoints
{
    public ValueTask ReachAsync(string point, CancellationToken ct) => ValueTask.CompletedTask;
}
