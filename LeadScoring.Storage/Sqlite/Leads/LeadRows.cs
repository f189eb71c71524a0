using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Reads and writes <c>leads</c>.</summary>
internal static class LeadRows
{
    private const string Columns = """
        SELECT l.id AS id, name, email, company, status, metadata, score, events, last_ts, created_at, updated_at, version
        FROM leads l JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ById = Columns + " WHERE l.id = $id";
    private const string ByNumber = Columns + " WHERE l.lead_no = $lead";

    public static Lead? Find(SqlSession session, string id)
    {
        using var row = session.Use(ById).Bind("id", id);
        return row.Read() ? Map(row, ScoreBuckets.Rank(session, row.Int64("score"))) : null;
    }

    /// <summary>The leads in the order of their numbers; <paramref name="rankOf"/> maps a score to its rank.</summary>
    public static List<Lead> Find(SqlSession session, IReadOnlyList<long> numbers, Func<long, long> rankOf)
    {
        var leads = new List<Lead>(numbers.Count);
        foreach (var number in numbers)
        {
            using var row = session.Use(ByNumber).Bind("lead", number);
            if (row.Read()) leads.Add(Map(row, rankOf(row.Int64("score"))));
        }

        return leads;
    }

    public static string? IdByEmail(SqlSession session, string email)
    {
        using var row = session.Use("SELECT id FROM leads WHERE email_key = $email").Bind("email", TextKey.Of(email));
        return row.Read() ? row.Text("id") : null;
    }

    public static bool Exists(SqlSession session, string id) =>
        session.Use("SELECT 1 FROM leads WHERE id = $id").Bind("id", id).Scalar() is not null;

    /// <returns>The new lead's number.</returns>
    public static long Add(SqlSession session, string id, LeadDraft draft, long now)
    {
        var insert = session.Use("""
            INSERT INTO leads(id, name, name_key, email, email_key, company, company_key, status, metadata, created_at, updated_at)
            VALUES ($id, $name, $name_key, $email, $email_key, $company, $company_key, $status, $metadata, $now, $now)
            """).Bind("id", id);
        BindProfile(insert, draft, now).Run();
        return session.LastInsertId;
    }

    public static void Update(SqlSession session, long number, LeadDraft draft, long now)
    {
        var update = session.Use("""
            UPDATE leads SET name = $name, name_key = $name_key, email = $email, email_key = $email_key, company = $company,
                company_key = $company_key, status = $status, metadata = $metadata, updated_at = $now
            WHERE lead_no = $lead
            """);
        BindProfile(update, draft, now).Bind("lead", number).Run();
    }

    private static SqlStatement BindProfile(SqlStatement statement, LeadDraft draft, long now) => statement
        .Bind("name", draft.Name).Bind("name_key", TextKey.Of(draft.Name)).Bind("email", draft.Email).Bind("email_key", TextKey.Of(draft.Email))
        .Bind("company", draft.Company).Bind("company_key", draft.Company is null ? null : TextKey.Of(draft.Company))
        .Bind("status", (int)draft.Status).Bind("metadata", draft.Metadata).Bind("now", now);

    private static Lead Map(SqlStatement row, long rank) => new(
        row.Text("id"), row.Text("name"), row.Text("email"), row.TextOrNull("company"), (LeadStatus)row.Int32("status"), row.TextOrNull("metadata"),
        row.Int64("score"), rank, row.Int64("events"), row.Int64("events") == 0 ? null : row.Int64("last_ts"),
        row.Int64("created_at"), row.Int64("updated_at"), row.Int64("version"));
}
