using System.Text;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Carries leads from the database into the table in memory.</summary>
internal static class LeadTableRows
{
    private const string Columns = """
        SELECT l.lead_no, name_key, name, email, company, status, created_at, score, last_ts
        FROM leads l CROSS JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ByNumber = Columns + " WHERE l.lead_no = ?1";
    private const string All = Columns + " ORDER BY l.lead_no";

    public static LeadTable Load(SqlSession session)
    {
        var table = new LeadTable();
        using (var rows = session.Once(All))
        {
            while (rows.Read()) Put(table, rows);
        }

        table.SetNameOrder(Numbers(session));
        return table;
    }

    public static void Apply(SqlSession session, LeadTable table, HashSet<long> scores, HashSet<long> profiles)
    {
        foreach (var number in profiles)
        {
            using var row = session.Use(ByNumber).Bind(number);
            if (row.Read()) Put(table, row);
            else table.Remove(number);
        }

        foreach (var number in scores)
        {
            using var row = session.Use("SELECT score, last_ts FROM lead_scores WHERE lead_no = ?1").Bind(number);
            if (row.Read()) table.SetScore(number, row.Int64(0), row.Int64(1));
        }
    }

    private static IEnumerable<long> Numbers(SqlSession session)
    {
        using var rows = session.Use("SELECT lead_no FROM leads ORDER BY name_key, lead_no");
        while (rows.Read()) yield return rows.Int64(0);
    }

    private static void Put(LeadTable table, SqlStatement row)
    {
        var name = Folded(row.Bytes(2));
        var email = Folded(row.Bytes(3));
        var company = Folded(row.Bytes(4));
        table.Put(new LeadRecord
        {
            Number = row.Int64(0),
            NameKey = row.Bytes(1),
            SearchName = name,
            SearchEmail = email,
            SearchCompany = company,
            Status = (LeadStatus)row.Int32(5),
            CreatedAtMs = row.Int64(6),
            Score = row.Int64(7),
            LastEventMs = row.Int64(8),
        });
    }

    private static byte[] Folded(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(SearchKey.Of(Encoding.UTF8.GetString(text)));
}
