using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Reads leads from the database into the lead table.</summary>
internal sealed class LeadTableRows(SqlSession session) : ILeadTableRows
{
    private const string Columns = """
        SELECT l.lead_no AS lead_no, email, company, name_key, status, created_at, score, last_ts
        FROM leads l CROSS JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ByNumber = Columns + " WHERE l.lead_no = $lead";
    private const string All = Columns + " ORDER BY l.lead_no";

    public void LoadAll(LeadTable table)
    {
        using (var rows = session.Once(All))
        {
            while (rows.Read()) Put(table, rows);
        }

        table.SetNameOrder(NumbersByName());
    }

    public void Load(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        foreach (var number in numbers)
        {
            using var row = session.Use(ByNumber).Bind("lead", number);
            if (row.Read()) Put(table, row);
            else table.Remove(number);
        }
    }

    public void LoadScores(LeadTable table, IReadOnlyCollection<long> numbers)
    {
        foreach (var number in numbers)
        {
            using var row = session.Use("SELECT score, last_ts FROM lead_scores WHERE lead_no = $lead").Bind("lead", number);
            if (row.Read()) table.SetScore(number, row.Int64("score"), row.Int64("last_ts"));
        }
    }

    private IEnumerable<long> NumbersByName()
    {
        using var rows = session.Use("SELECT lead_no FROM leads ORDER BY name_key, lead_no");
        while (rows.Read()) yield return rows.Int64("lead_no");
    }

    private static void Put(LeadTable table, SqlStatement row)
    {
        table.Put(new LeadRecord
        {
            Number = row.Int64("lead_no"),
            SearchName = row.Bytes("name_key"),
            SearchEmail = LeadRecord.SearchAddress(row.Text("email")),
            SearchCompany = LeadRecord.SearchText(row.Text("company")),
            Status = (LeadStatus)row.Int32("status"),
            CreatedAtMs = row.Int64("created_at"),
            Score = row.Int64("score"),
            LastEventMs = row.Int64("last_ts"),
        });
    }
}
