using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Queue;

/// <summary>One lane of one partition.</summary>
/// <param name="Lane">live is always served before bulk.</param>
/// <param name="Partition">From 0.</param>
/// <param name="Waiting">Not yet delivered to a worker.</param>
/// <param name="Active">Delivered and not yet committed.</param>
/// <param name="Delayed">Backing off after a failed attempt.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="OldestAgeMs">Age of the oldest entry, ms; null when it is empty.</param>
public sealed record PartitionJson(
    [property: OneOf("live", "bulk")] string Lane, int Partition, long Waiting, long Active, long Delayed, long Failed, long? OldestAgeMs)
{
    public static PartitionJson Of(PartitionStats p) =>
        new(JobLocation.Name(p.Lane), p.Partition, p.Waiting, p.Active, p.Delayed, p.Failed, p.OldestAgeMs);
}
