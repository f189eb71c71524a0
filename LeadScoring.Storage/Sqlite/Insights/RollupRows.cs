using LeadScoring.Core.Insights;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Insights;

/// <summary>Reads and writes <c>event_rollups</c> and <c>rollup_changes</c>.</summary>
internal sealed class RollupRows(SqlSession session) : IRollupRows
{
    public void Append(byte[] changes) =>
        session.Use("INSERT INTO rollup_changes(changes) VALUES ($changes)").BindBlob("changes", changes).Run();

    public List<RollupEntry> Pending(int? limit)
    {
        using var rows = session.Use("SELECT id, changes FROM rollup_changes ORDER BY id LIMIT $limit").Bind("limit", limit ?? -1);
        var entries = new List<RollupEntry>();
        while (rows.Read()) entries.Add(new(rows.Int64("id"), rows.Bytes("changes").ToArray()));
        return entries;
    }

    public void Remove(IReadOnlyCollection<RollupEntry> entries)
    {
        foreach (var entry in entries) session.Use("DELETE FROM rollup_changes WHERE id = $id").Bind("id", entry.Id).Run();
    }

    public List<TypeDay> Find(IReadOnlyCollection<(string Type, int Day)> keys)
    {
        var found = new List<TypeDay>();
        foreach (var (type, day) in keys)
        {
            using var row = session.Use("SELECT counts FROM event_rollups WHERE day = $day AND type_no = $type")
                .Bind("day", day).Bind("type", session.Types.Number(type));
            if (row.Read()) found.Add(new(type, day, CountCodec.Decode(row.Bytes("counts").ToArray())));
        }

        return found;
    }

    public List<TypeDay> Between(int firstDay, int lastDay)
    {
        using var rows = session.Use("SELECT day, type_no, counts FROM event_rollups WHERE day >= $first AND day <= $last")
            .Bind("first", firstDay).Bind("last", lastDay);
        var days = new List<TypeDay>();
        while (rows.Read()) days.Add(new(session.Types.Name(rows.Int32("type_no")), rows.Int32("day"), CountCodec.Decode(rows.Bytes("counts").ToArray())));
        return days;
    }

    public void Put(IReadOnlyCollection<TypeDay> days)
    {
        foreach (var day in days)
        {
            session.Use("INSERT INTO event_rollups VALUES ($day, $type, $counts) ON CONFLICT DO UPDATE SET counts = excluded.counts")
                .Bind("day", day.Day).Bind("type", session.Types.Number(day.EventType)).BindBlob("counts", CountCodec.Encode(day.Counts)).Run();
        }
    }
}

/// <summary>The days of a lead's newest events as a blob: for each type its number and the day, each in as few bytes as it takes.</summary>
internal static class NewestDayCodec
{
    private const int MaxBytes = 10;
    private const int DataBits = 7;
    private const byte More = 0x80;

    public static byte[] Encode(NewestDays days, EventTypes types)
    {
        Span<byte> bytes = stackalloc byte[NewestDays.MaxTypes * MaxBytes];
        var at = 0;
        foreach (var (type, day) in days.All)
        {
            at = Write(bytes, at, (uint)types.Number(type));
            at = Write(bytes, at, (uint)ZigZag.Encode(day));
        }

        return bytes[..at].ToArray();
    }

    public static void Decode(ReadOnlySpan<byte> bytes, NewestDays days, EventTypes types)
    {
        if (bytes.IsEmpty) return;
        var numbers = 0;
        foreach (var part in bytes) numbers += part < More ? 1 : 0;
        var stored = new (string, int)[numbers / 2];
        for (int i = 0, at = 0; i < stored.Length; i++)
        {
            var type = Read(bytes, ref at);
            stored[i] = (types.Name((int)type), (int)ZigZag.Decode(Read(bytes, ref at)));
        }

        days.Load(stored);
    }

    private static int Write(Span<byte> bytes, int at, uint value)
    {
        for (; value >= More; value >>= DataBits) bytes[at++] = (byte)(value | More);
        bytes[at++] = (byte)value;
        return at;
    }

    private static uint Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0u;
        for (var shift = 0; ; shift += DataBits)
        {
            var next = bytes[at++];
            value |= (uint)(next & ~More) << shift;
            if (next < More) return value;
        }
    }
}
