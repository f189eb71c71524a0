namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>Totals for which counting the rows would be too slow (<c>counters</c>); updated in the transaction that changes them.</summary>
internal static class Counters
{
    public const string Events = "events";
    public const string Leads = "leads";

    public static long Read(SqlSession session, string name) =>
        session.Use("SELECT value FROM counters WHERE name = $name").Bind("name", name).Scalar() ?? 0;

    public static void Add(SqlSession session, string name, int count)
    {
        if (count == 0) return;
        session.Use("UPDATE counters SET value = value + $count WHERE name = $name").Bind("count", count).Bind("name", name).Run();
    }
}
