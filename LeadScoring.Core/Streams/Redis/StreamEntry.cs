using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>One raw stream entry: id and fields as Redis returned them.</summary>
public sealed record StreamEntry(string Id, IReadOnlyList<KeyValuePair<string, RedisValue>> Fields)
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
    public static List<StreamEntry> ParseList(RedisResult reply)
    {
        var list = new List<StreamEntry>();
        if (reply.IsNull) return list;
        foreach (var item in reply.Items())
        {
            if (item.IsNull) continue;
            var pair = item.Items();
            if (!pair[1].IsNull) list.Add(new StreamEntry(pair[0].Text(), ParseFields(pair[1])));
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
