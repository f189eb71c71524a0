using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>
/// Lead numbers by id, as a connection has seen them. A number never stands for another lead later, so a stale
/// entry of a deleted lead finds no row. Bounded; forgotten when a transaction is rolled back.
/// </summary>
internal sealed class LeadNumbers(SqlSession session)
{
    private const int MaxKnown = 20_000;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public long? Number(string id)
    {
        if (_numbers.TryGetValue(id, out var known)) return known;
        if (session.Use("SELECT lead_no FROM leads WHERE id = ?1").Bind(id).Scalar() is not { } number) return null;
        if (_numbers.Count >= MaxKnown) _numbers.Clear();
        return _numbers[id] = number;
    }

    public string? Id(long number)
    {
        using var row = session.Use("SELECT id FROM leads WHERE lead_no = ?1").Bind(number);
        return row.Read() ? row.Text(0) : null;
    }

    public void Clear() => _numbers.Clear();
}

/// <summary>
/// Lead ids: version 7 UUIDs without dashes, made ascending, since <c>lead_no</c> stands for the id wherever ties are
/// broken by it. When the clock stands still or steps back, the id's time moves on by itself.
/// </summary>
internal static class LeadIds
{
    public static string Next(SqlSession session, long now)
    {
        var last = Newest(session);
        for (var time = now; ; time = Math.Max(time, Time(last)) + 1)
        {
            var id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(time)).ToString("N");
            if (string.CompareOrdinal(id, last) > 0) return id;
        }
    }

    private static string Newest(SqlSession session)
    {
        using var row = session.Use("SELECT id FROM leads ORDER BY id DESC LIMIT 1");
        return row.Read() ? row.Text(0) : "";
    }

    private static long Time(string id) => Convert.ToInt64(id[..12], 16);
}
