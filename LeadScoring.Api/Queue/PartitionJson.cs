using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

public sealed record PartitionJson(
    string Lane, int Partition, long Waiting, long Active, long Delayed, long Failed, long? OldestAgeMs)
{
    public static PartitionJson Of(PartitionStats p) =>
        new(JobLocation.Name(p.Lane), p.Partition, p.Waiting, p.Active, p.Delayed, p.Failed, p.OldestAgeMs);
}
