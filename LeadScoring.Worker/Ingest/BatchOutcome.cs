using LeadScoring.Core.Events;

namespace LeadScoring.Worker.Ingest;

/// <summary>What became of every delivery of a batch: scored, dead, or to be tried again later.</summary>
internal sealed class BatchOutcome
{
    /// <summary>Null when nobody traces it.</summary>
    public BatchTrace? Trace { get; set; }

    public List<(Delivery Delivery, EventOutcome Outcome)> Scored { get; } = [];

    public List<LeadChange> Changes { get; } = [];

    public List<(Delivery Delivery, string Reason)> Dead { get; } = [];

    public List<Delivery> Retries { get; } = [];
}
