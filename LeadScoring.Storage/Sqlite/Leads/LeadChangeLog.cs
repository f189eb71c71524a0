using System.Buffers;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Which leads changed, one row per transaction: numbers ascending, each as the distance from the one before it, seven bits a
/// byte, low bits first, the high bit set on all but the last. Says which, not what: whoever follows reads the rows.
/// </summary>
internal static class LeadChangeLog
{
    /// <summary>Score or last event; the rest is as it was.</summary>
    public const int Score = 0;

    /// <summary>Created, changed or deleted.</summary>
    public const int Profile = 1;

    /// <summary>Older ones are dropped; whoever was away for longer reads everything again.</summary>
    public const int Kept = 4096;

    public static void Append(SqlSession session, int kind, List<long> numbers)
    {
        if (numbers.Count == 0) return;
        numbers.Sort();
        session.Use("INSERT INTO lead_changes(kind, leads) VALUES (?1, ?2)").Bind(kind).BindBlob(Encode(numbers)).Run();
        session.Use("DELETE FROM lead_changes WHERE seq <= ?1").Bind(session.LastInsertId - Kept).Run();
    }

    /// <summary>0 when nothing changed yet.</summary>
    public static long Newest(SqlSession session) => session.Use("SELECT max(seq) FROM lead_changes").Scalar() ?? 0;

    /// <summary>The changes after <paramref name="seq"/>; null when some of them are dropped.</summary>
    public static (HashSet<long> Scores, HashSet<long> Profiles, long Newest)? After(SqlSession session, long seq)
    {
        var (scores, profiles, newest) = (new HashSet<long>(), new HashSet<long>(), seq);
        using var rows = session.Use("SELECT seq, kind, leads FROM lead_changes WHERE seq > ?1 ORDER BY seq").Bind(seq);
        while (rows.Read())
        {
            if (newest == seq && rows.Int64(0) != seq + 1) return null;
            newest = rows.Int64(0);
            Decode(rows.Bytes(2), rows.Int32(1) == Score ? scores : profiles);
        }

        return (scores, profiles, newest);
    }

    private static ReadOnlySpan<byte> Encode(List<long> numbers)
    {
        var bytes = new ArrayBufferWriter<byte>(numbers.Count * 3);
        var previous = 0L;
        foreach (var number in numbers)
        {
            var distance = (ulong)(number - previous);
            previous = number;
            var span = bytes.GetSpan(10);
            var length = 0;
            for (; distance > 0x7f; distance >>= 7) span[length++] = (byte)(distance | 0x80);
            span[length++] = (byte)distance;
            bytes.Advance(length);
        }

        return bytes.WrittenSpan;
    }

    private static void Decode(ReadOnlySpan<byte> bytes, HashSet<long> numbers)
    {
        var (number, distance, shift) = (0L, 0UL, 0);
        foreach (var b in bytes)
        {
            distance |= (ulong)(b & 0x7f) << shift;
            shift += 7;
            if (b > 0x7f) continue;
            number += (long)distance;
            numbers.Add(number);
            (distance, shift) = (0, 0);
        }
    }
}
