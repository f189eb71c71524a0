using LeadScoring.Streams.Queue;

namespace LeadScoring.Worker.Ingest;

/// <summary>One entry in hand.</summary>
/// <param name="Attempt">Which delivery this is, from 1.</param>
internal sealed record Delivery(PartitionStream Source, QueueEntry Entry, int Attempt)
{
    public DecodedEntry Content { get; } = EntryCodec.Decode(Entry.Payload, Attempt);
}
