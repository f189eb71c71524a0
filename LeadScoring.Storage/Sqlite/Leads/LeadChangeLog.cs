using System.Buffers;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Reads and writes <c>lead_changes</c>, one row per transaction: the leads' numbers ascending, each as its difference from the one
/// before, a varint of seven bits per byte, low bits first, the high bit set on all but the last byte.
/// </summary>
internal sealed class LeadChangeLog(SqlSession session) : ILeadChangeLog
{
    /// <summary>
    /// The newest rows are kept, so that followers find them; one that is further behind loads everything again. An older row stays until it
    /// is announced.
    /// </summary>
    public const int MaxRows = 4096;

    public IReadOnlyList<long> Append(LeadChangeKind kind, IReadOnlyCollection<LeadState> leads, long now)
    {
        if (leads.Count == 0) return [];
        session.Use("INSERT INTO lead_changes(kind, leads, at, announced) VALUES ($kind, $leads, $now, 0)")
            .Bind("kind", (int)kind).BindBlob("leads", Encode(leads)).Bind("now", now).Run();
        var position = session.LastInsertId;
        session.Use("DELETE FROM lead_changes WHERE seq = $seq AND announced = 1").Bind("seq", position - MaxRows).Run();
        return [position];
    }

    public long[] Newest() => [session.Use("SELECT max(seq) FROM lead_changes").Scalar() ?? 0];

    public LeadChanges? After(long[] positions)
    {
        var (scores, profiles, newest) = (new HashSet<long>(), new HashSet<long>(), positions[0]);
        using var rows = session.Use("SELECT seq, kind, leads FROM lead_changes WHERE seq > $seq ORDER BY seq").Bind("seq", newest);
        while (rows.Read())
        {
            var row = rows.Int64("seq");
            if (row != newest + 1) return null;
            newest = row;
            foreach (var number in Decode(rows.Bytes("leads"))) (rows.Int32("kind") == (int)LeadChangeKind.Profile ? profiles : scores).Add(number);
        }

        return new(scores, profiles, [newest]);
    }

    public void Announced(IReadOnlyCollection<long> positions)
    {
        if (positions.Count == 0) return;
        var oldest = Newest()[0] - MaxRows;
        foreach (var position in positions)
        {
            if (position > oldest) session.Use("UPDATE lead_changes SET announced = 1 WHERE seq = $seq AND announced = 0").Bind("seq", position).Run();
            else session.Use("DELETE FROM lead_changes WHERE seq = $seq").Bind("seq", position).Run();
        }
    }

    public List<LoggedChange> NotAnnounced(long beforeMs, int limit)
    {
        using var rows = session.Use("""
            SELECT seq, kind, leads, at FROM lead_changes INDEXED BY lead_changes_open WHERE announced = 0 AND at < $before ORDER BY seq LIMIT $limit
            """).Bind("before", beforeMs).Bind("limit", limit);
        var found = new List<LoggedChange>();
        while (rows.Read()) found.Add(new(rows.Int64("seq"), (LeadChangeKind)rows.Int32("kind"), Decode(rows.Bytes("leads")), rows.Int64("at")));
        return found;
    }

    private static ReadOnlySpan<byte> Encode(IReadOnlyCollection<LeadState> leads)
    {
        var bytes = new ArrayBufferWriter<byte>(leads.Count * 3);
        var previous = 0L;
        foreach (var number in leads.Select(lead => lead.Number).Order())
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

    private static List<long> Decode(ReadOnlySpan<byte> bytes)
    {
        var numbers = new List<long>();
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

        return numbers;
    }
}
