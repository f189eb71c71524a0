using System.Buffers;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Which leads changed, one row of <c>lead_changes</c> per transaction: their numbers ascending, each as its difference from the one
/// before, a varint of seven bits per byte, low bits first, the high bit set on all but the last byte. Followers read the leads' rows.
/// </summary>
internal static class LeadTableLog
{
    /// <summary>The score or the last event changed, nothing else.</summary>
    public const int Score = 0;

    /// <summary>Created, changed or deleted.</summary>
    public const int Profile = 1;

    /// <summary>Rows kept; a follower that is further behind loads everything again.</summary>
    public const int MaxRows = 4096;

    public static void Append(SqlSession session, int kind, List<long> numbers)
    {
        if (numbers.Count == 0) return;
        numbers.Sort();
        session.Use("INSERT INTO lead_changes(kind, leads) VALUES ($kind, $leads)").Bind("kind", kind).BindBlob("leads", Encode(numbers)).Run();
        session.Use("DELETE FROM lead_changes WHERE seq <= $last").Bind("last", session.LastInsertId - MaxRows).Run();
    }

    /// <summary>The newest row's number; 0 when nothing changed yet.</summary>
    public static long Newest(SqlSession session) => session.Use("SELECT max(seq) FROM lead_changes").Scalar() ?? 0;

    /// <summary>The changes after <paramref name="seq"/>; null when some of them are no longer kept.</summary>
    public static (HashSet<long> Scores, HashSet<long> Profiles, long Newest)? After(SqlSession session, long seq)
    {
        var (scores, profiles, newest) = (new HashSet<long>(), new HashSet<long>(), seq);
        using var rows = session.Use("SELECT seq, kind, leads FROM lead_changes WHERE seq > $seq ORDER BY seq").Bind("seq", seq);
        while (rows.Read())
        {
            var row = rows.Int64("seq");
            if (newest == seq && row != seq + 1) return null;
            newest = row;
            Decode(rows.Bytes("leads"), rows.Int32("kind") == Score ? scores : profiles);
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
