using StackExchange.Redis;

namespace LeadScoring.Worker.Leases;

/// <summary>One lease and the partitions that it stands for.</summary>
/// <param name="Key">A string in Redis: the holder's name, expiring by itself.</param>
internal sealed record PartitionLease(RedisKey Key, int[] Partitions)
{
    /// <summary>Counts how often it was gained; whoever works under it starts over when this changes.</summary>
    public long Epoch { get; private set; }

    /// <summary>Monotonic timestamp until which it is surely ours; 0 when it is not.</summary>
    public long ValidUntil { get; private set; }

    public bool IsHeldAt(long timestamp) => ValidUntil > timestamp;

    public void Gain(long validUntil)
    {
        Epoch++;
        ValidUntil = validUntil;
    }

    public void Renew(long validUntil) => ValidUntil = validUntil;

    public void Lose() => ValidUntil = 0;
}
