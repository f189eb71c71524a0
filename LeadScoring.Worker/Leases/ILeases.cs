namespace LeadScoring.Worker.Leases;

/// <summary>Which partitions this worker works on. The store is the authority; a lease only keeps two workers from the same work.</summary>
public interface ILeases
{
    /// <summary>The partitions held now.</summary>
    IReadOnlyList<int> Held { get; }

    /// <summary>Completes when <see cref="Held"/> changes after this call.</summary>
    Task ChangedAsync(CancellationToken ct);
}
