using LeadScoring.Core.Insights;

namespace LeadScoring.Storage.Insights;

/// <summary>What one transaction changes of the rollups, and how that is stored: as a list of the types, and for each type and day the counts that are not 0.</summary>
internal sealed class RollupChanges
{
    private readonly Dictionary<(string Type, int Day), DayCounts> _days = [];

    public IReadOnlyCollection<(string Type, int Day)> Keys => _days.Keys;

    public bool IsEmpty => _days.Count == 0;

    /// <param name="e">An event that was added.</param>
    public void Added(in EventStamp e) => Events(e, 1);

    /// <param name="e">An event that was removed.</param>
    public void Removed(in EventStamp e) => Events(e, -1);

    /// <summary>Leads whose newest event of a type came to be, or is not any more, on a day.</summary>
    public void NewestLeads(string type, int day, int leads) => Of(type, day).AddNewestLeads(leads);

    public void Add(TypeDay day) => Of(day.EventType, day.Day).Add(day.Counts);

    public IEnumerable<TypeDay> Days() => _days.Select(day => new TypeDay(day.Key.Type, day.Key.Day, day.Value));

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var types = _days.Keys.Select(key => key.Type).Distinct(StringComparer.Ordinal).ToList();
        writer.Write7BitEncodedInt(types.Count);
        types.ForEach(writer.Write);
        writer.Write7BitEncodedInt(_days.Count);
        var numbers = types.Select((type, i) => (type, i)).ToDictionary(t => t.type, t => t.i, StringComparer.Ordinal);
        foreach (var ((type, day), counts) in _days)
        {
            writer.Write7BitEncodedInt(numbers[type]);
            writer.Write7BitEncodedInt64(ZigZag.Encode(day));
            CountCodec.Write(writer, counts);
        }

        return bytes.ToArray();
    }

    /// <summary>Adds what an entry of the log says.</summary>
    public void Decode(byte[] changes)
    {
        using var reader = new BinaryReader(new MemoryStream(changes));
        var types = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < types.Length; i++) types[i] = reader.ReadString();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var type = types[reader.Read7BitEncodedInt()];
            CountCodec.Read(reader, Of(type, (int)ZigZag.Decode(reader.Read7BitEncodedInt64())));
        }
    }

    private void Events(in EventStamp e, int events) =>
        Of(e.EventType, DayCounts.DayOf(e.TimestampMs)).AddEvents(e.TimestampMs, e.ReceivedAtMs, events);

    private DayCounts Of(string type, int day)
    {
        if (!_days.TryGetValue((type, day), out var counts)) _days[(type, day)] = counts = new();
        return counts;
    }
}

/// <summary>Stores the counts of a day that are not 0, each with its position.</summary>
internal static class CountCodec
{
    public static byte[] Encode(DayCounts counts)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Write(writer, counts);
        return bytes.ToArray();
    }

    public static DayCounts Decode(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var counts = new DayCounts();
        Read(reader, counts);
        return counts;
    }

    public static void Write(BinaryWriter writer, DayCounts counts)
    {
        var used = 0;
        for (var i = 0; i < DayCounts.Count; i++) used += counts[i] == 0 ? 0 : 1;
        writer.Write((byte)used);
        for (var i = 0; i < DayCounts.Count; i++)
        {
            if (counts[i] == 0) continue;
            writer.Write((byte)i);
            writer.Write7BitEncodedInt64(ZigZag.Encode(counts[i]));
        }
    }

    /// <summary>Adds what is stored.</summary>
    public static void Read(BinaryReader reader, DayCounts counts)
    {
        for (var left = reader.ReadByte(); left > 0; left--)
        {
            var position = reader.ReadByte();
            counts[position] += ZigZag.Decode(reader.Read7BitEncodedInt64());
        }
    }
}

/// <summary>Small numbers of either sign as small positive ones, as in Protocol Buffers' sint64.</summary>
internal static class ZigZag
{
    public static long Encode(long value) => (value << 1) ^ (value >> 63);

    public static long Decode(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
