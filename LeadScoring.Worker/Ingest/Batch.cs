using LeadScoring.Core.Events;
using LeadScoring.Streams.Queue;
using StackExchange.Redis;

namespace LeadScoring.Worker.Ingest;

/// <summary>One delivered entry.</summary>
/// <param name="Attempt">Its delivery count, from 1.</param>
internal sealed record Delivery(PartitionStream Source, StreamEntry Entry, int Attempt)
{
    public DecodedEntry Content { get; } = EntryCodec.Decode(Entry.Payload, Attempt);
}

/// <summary>The result of each delivery of a batch: success, dead letter or retry.</summary>
internal sealed class BatchOutcome
{
    /// <summary>Null when the batch is not traced.</summary>
    public BatchTrace? Trace { get; set; }

    /// <summary>Scored, now or by an earlier delivery.</summary>
    public List<(Delivery Delivery, EventOutcome Outcome)> Scored { get; } = [];

    /// <summary>The changes to announce.</summary>
    public List<LeadChange> Changes { get; } = [];

    public List<(Delivery Delivery, string Reason)> DeadLetters { get; } = [];

    /// <summary>To be attempted again after a backoff.</summary>
    public List<Delivery> Retries { get; } = [];
}

/// <summary>Estimates how many events can be committed in the target time, from the commits so far (exponential moving average).</summary>
internal sealed class BatchBudget(int targetMs, int max)
{
    private const int Min = 50;
    private const double Weight = 0.2;
    private double _msPerEvent = targetMs / 500.0;

    public int Size => Math.Clamp((int)(targetMs / _msPerEvent), Math.Min(Min, max), max);

    /// <summary>Small commits are ignored: most of their time is overhead.</summary>
    public void Observe(int events, TimeSpan took)
    {
        if (events < Min) return;
        _msPerEvent += Weight * (Math.Max(0.001, took.TotalMilliseconds / events) - _msPerEvent);
    }
}
