using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>One raw stream entry: id and fields as Redis returned them.</summary>
public sealed record QueueEntry(string Id, IReadOnlyList<KeyValuePair<string, RedisValue>> Fields)
{
    /// <summary>The payload, field <c>d</c>; null when the entry has none.</summary>
    public byte[]? Payload => this["d"];

    /// <summary>The W3C trace parent, field <c>t</c>, or null.</summary>
    public string? TraceParent => this["t"];

    /// <summary>For an entry that was a dead letter: when it failed, Unix ms, field <c>f</c>; else null.</summary>
    public long? FailedAtMs => this["f"].TryParse(out long ms) ? ms : null;

    /// <summary>Redis's clock when it was appended, Unix ms: the first half of the id.</summary>
    public long AppendedAtMs => long.Parse(Id.AsSpan(0, Id.IndexOf('-')), System.Globalization.CultureInfo.InvariantCulture);

    public RedisValue this[string name]
    {
        get
        {
            foreach (var (key, value) in Fields)
            {
                if (key == name) return value;
            }

            return RedisValue.Null;
        }
    }

    /// <summary>Reads <c>[[id, [name, value, …]], …]</c>; entries deleted meanwhile come without fields and are left out.</summary>
    public static List<QueueEntry> ParseList(RedisResult reply)
    {
        var list = new List<QueueEntry>();
        if (reply.IsNull) return list;
        foreach (var item in reply.Items())
        {
            if (item.IsNull) continue;
            var pair = item.Items();
            if (!pair[1].IsNull) list.Add(new QueueEntry(pair[0].Text(), ParseFields(pair[1])));
        }

        return list;
    }

    private static KeyValuePair<string, RedisValue>[] ParseFields(RedisResult reply)
    {
        var flat = (RedisValue[])reply!;
        var fields = new KeyValuePair<string, RedisValue>[flat.Length / 2];
        for (var i = 0; i < fields.Length; i++) fields[i] = new((string)flat[2 * i]!, flat[2 * i + 1]);
        return fields;
    }
}

/// <summary>Parts of a reply that Redis always sends.</summary>
internal static class Replies
{
    public static RedisResult[] Items(this RedisResult reply) => (RedisResult[])reply!;

    public static string Text(this RedisResult reply) => ((string?)reply)!;
}
