using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>A stream entry as Redis answers it: <c>[id, [field, value, field, value, …]]</c>.</summary>
internal readonly struct RawEntry(string id, RedisResult[] fields)
{
    public string Id => id;

    /// <summary>The entries of an XRANGE or XCLAIM answer; entries that are gone come as nil and are left out.</summary>
    public static IEnumerable<RawEntry> List(RedisResult answer)
    {
        if (answer.IsNull) yield break;
        foreach (var item in (RedisResult[])answer!)
        {
            if (item.IsNull) continue;
            var pair = (RedisResult[])item!;
            if (!pair[1].IsNull) yield return new RawEntry((string)pair[0]!, (RedisResult[])pair[1]!);
        }
    }

    public byte[]? Field(string name)
    {
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            if ((string)fields[i]! == name) return (byte[])fields[i + 1]!;
        }

        return null;
    }
}
