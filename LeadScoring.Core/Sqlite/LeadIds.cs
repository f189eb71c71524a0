namespace LeadScoring.Core.Sqlite;

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
