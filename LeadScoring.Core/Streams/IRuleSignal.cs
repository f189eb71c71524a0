namespace LeadScoring.Core.Streams;

/// <summary>Tells workers that a rule was published, so that the rescore starts now and not at their next look.</summary>
public interface IRuleSignal
{
    /// <summary>Best effort: a lost signal delays the rescore by seconds, so failure is not an error.</summary>
    Task AnnounceAsync(CancellationToken ct);
}
