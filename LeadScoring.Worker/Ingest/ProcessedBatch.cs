using LeadScoring.Core.Events;
using LeadScoring.Core.Streams.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>What the store decided about a batch: what is left to do is announcing and acknowledging.</summary>
public sealed class ProcessedBatch
{
    /// <summary>Counted, or found to be counted already.</summary>
    public List<(QueuedEntry Entry, EventOutcome Outcome)> Done { get; } = [];

    /// <summary>What to announce.</summary>
    public List<LeadChange> Changes { get; } = [];

    /// <summary>Failed for good.</summary>
    public List<(QueuedEntry Entry, string Reason)> Dead { get; } = [];

    /// <summary>Failed for now; tried again after the delay.</summary>
    public List<(QueuedEntry Entry, TimeSpan Delay)> Delayed { get; } = [];
}
