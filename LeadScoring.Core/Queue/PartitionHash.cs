using System.Text;

namespace LeadScoring.Core.Queue;

/// <summary>A lead's partition: the same in every process and for ever (FNV-1a, 64 bit, over UTF-8).</summary>
public static class PartitionHash
{
    public static int Of(string leadId, int partitions)
    {
        Span<byte> buffer = stackalloc byte[256];
        var bytes = Encoding.UTF8.GetMaxByteCount(leadId.Length) <= buffer.Length
            ? buffer[..Encoding.UTF8.GetBytes(leadId, buffer)]
            : Encoding.UTF8.GetBytes(leadId);

        var hash = 14695981039346656037UL;
        foreach (var b in bytes) hash = (hash ^ b) * 1099511628211UL;

        // The low bits of FNV are weak for short keys; fold the high half in.
        return (int)((hash ^ (hash >> 32)) % (uint)partitions);
    }
}
