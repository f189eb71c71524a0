namespace LeadScoring.Core.Storage;

/// <summary>Fault points for tests: called by name between the steps of the event path. Does nothing unless a test installs one.</summary>
public interface IFaultPoints
{
    ValueTask ReachAsync(string point, CancellationToken ct);
}
