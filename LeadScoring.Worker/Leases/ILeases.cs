namespace LeadScoring.Worker.Leases;

/// <summary>Which partitions this worker works on. The store is the authority; a lease only keeps two workers from the same work.</summary>
public interface ILeases
{
    /// <summary>The partitions held now.</summary>
    IReadOnlyList<int> Held { get; }

    /// <summary>Completes when <see cref="Held"/> is not <paramref name="known"/> any more, or when the time has passed.</summary>
    Task WaitForChangeAsync(IReadOnlyList<int> known, TimeSpan atMost, CancellationToken ct);
}
