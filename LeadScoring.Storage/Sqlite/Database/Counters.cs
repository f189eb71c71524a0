namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>Totals that a count over the rows would be too slow for; written in the transaction that changes them.</summary>
internal static class Counters
{
    public const string Events = "events";
    public const string Leads = "leads";

    public static long Read(SqlSession session, string name) =>
        session.Use("SELECT value FROM counters WHERE name = ?1").Bind(name).Scalar() ?? 0;

    public static void Add(SqlSession session, string name, int count)
    {
        if (count == 0) return;
        session.Use("UPDATE counters SET value = value + ?2 WHERE name = ?1").Bind(name).Bind(count).Run();
    }
}
