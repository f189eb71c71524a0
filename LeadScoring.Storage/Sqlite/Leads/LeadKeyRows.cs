using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>The keys in <c>leads</c>, while a file of an older version is brought up to date.</summary>
internal sealed class LeadKeyRows(SqlSession session) : ILeadKeyRows
{
    public List<StoredKeys> After(long number, int limit)
    {
        using var rows = session.Use("SELECT lead_no, name, name_key, email, email_key FROM leads WHERE lead_no > $lead ORDER BY lead_no LIMIT $limit")
            .Bind("lead", number).Bind("limit", limit);
        var leads = new List<StoredKeys>(limit);
        while (rows.Read()) leads.Add(new(rows.Int64("lead_no"), rows.Text("name"), rows.Text("name_key"), rows.Text("email"), rows.Text("email_key")));
        return leads;
    }

    public long? WithEmailKey(string key) => session.Use("SELECT lead_no FROM leads WHERE email_key = $key").Bind("key", key).Scalar();

    public void SetNameKey(long number, string key) =>
        session.Use("UPDATE leads SET name_key = $key WHERE lead_no = $lead").Bind("key", key).Bind("lead", number).Run();

    public void SetEmailKey(long number, string key) =>
        session.Use("UPDATE leads SET email_key = $key WHERE lead_no = $lead").Bind("key", key).Bind("lead", number).Run();
}
