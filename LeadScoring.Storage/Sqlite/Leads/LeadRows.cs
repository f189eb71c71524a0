using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

internal static class LeadRows
{
    private const string Columns = """
        SELECT l.id, name, email, company, status, metadata, score, events, last_ts, created_at, updated_at, version
        FROM leads l JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ById = Columns + " WHERE l.id = ?1";
    private const string ByNumber = Columns + " WHERE l.lead_no = ?1";

    public static Lead? Find(SqlSession session, string id)
    {
        using var row = session.Use(ById).Bind(id);
        return row.Read() ? Map(row, ScoreBuckets.Rank(session, row.Int64(6))) : null;
    }

    /// <summary>The leads in the order of their numbers; <paramref name="rankOf"/> maps a score to its rank.</summary>
    public static List<Lead> Find(SqlSession session, IReadOnlyList<long> numbers, Func<long, long> rankOf)
    {
        var leads = new List<Lead>(numbers.Count);
        foreach (var number in numbers)
        {
            using var row = session.Use(ByNumber).Bind(number);
            if (row.Read()) leads.Add(Map(row, rankOf(row.Int64(6))));
        }

        return leads;
    }

    public static string? IdByEmail(SqlSession session, string email)
    {
        using var row = session.Use("SELECT id FROM leads WHERE email_key = ?1").Bind(TextKey.Of(email));
        return row.Read() ? row.Text(0) : null;
    }

    public static bool Exists(SqlSession session, string id) => session.Use("SELECT 1 FROM leads WHERE id = ?1").Bind(id).Scalar() is not null;

    /// <summary>The new lead's number.</summary>
    public static long Add(SqlSession session, string id, LeadDraft draft, long now)
    {
        session.Use("""
            INSERT INTO leads(id, name, name_key, email, email_key, company, company_key, status, metadata, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
            """)
            .Bind(id).Bind(draft.Name).Bind(TextKey.Of(draft.Name)).Bind(draft.Email).Bind(TextKey.Of(draft.Email))
            .Bind(draft.Company).Bind(draft.Company is null ? null : TextKey.Of(draft.Company))
            .Bind((int)draft.Status).Bind(draft.Metadata).Bind(now).Run();
        return session.LastInsertId;
    }

    public static void Update(SqlSession session, long number, LeadDraft draft, long now) =>
        session.Use("""
            UPDATE leads SET name = ?2, name_key = ?3, email = ?4, email_key = ?5, company = ?6, company_key = ?7, status = ?8,
                metadata = ?9, updated_at = ?10
            WHERE lead_no = ?1
            """)
            .Bind(number).Bind(draft.Name).Bind(TextKey.Of(draft.Name)).Bind(draft.Email).Bind(TextKey.Of(draft.Email))
            .Bind(draft.Company).Bind(draft.Company is null ? null : TextKey.Of(draft.Company))
            .Bind((int)draft.Status).Bind(draft.Metadata).Bind(now).Run();

    private static Lead Map(SqlStatement row, long rank) => new(
        row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), (LeadStatus)row.Int32(4), row.TextOrNull(5),
        row.Int64(6), rank, row.Int64(7), row.Int64(7) == 0 ? null : row.Int64(8), row.Int64(9), row.Int64(10), row.Int64(11));
}
