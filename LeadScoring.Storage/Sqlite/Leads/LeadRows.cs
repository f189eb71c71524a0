using LeadScoring.Core.Leads;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>Reads and writes <c>leads</c>.</summary>
internal sealed class LeadRows(SqlSession session) : ILeadProfiles
{
    private const long NoLimit = -1;

    private const string Columns = """
        SELECT l.id AS id, name, email, company, status, metadata, score, events, last_ts, created_at, updated_at, version
        FROM leads l JOIN lead_scores s ON s.lead_no = l.lead_no
        """;

    private const string ById = Columns + " WHERE l.id = $id";
    private const string ByNumber = Columns + " WHERE l.lead_no = $lead";

    public Lead? Find(string id)
    {
        using var row = session.Use(ById).Bind("id", id);
        return row.Read() ? Map(row) : null;
    }

    public List<Lead> Find(IReadOnlyList<long> numbers)
    {
        var leads = new List<Lead>(numbers.Count);
        foreach (var number in numbers)
        {
            using var row = session.Use(ByNumber).Bind("lead", number);
            if (row.Read()) leads.Add(Map(row));
        }

        return leads;
    }

    public HashSet<string> Existing(IReadOnlyCollection<string> ids) =>
        ids.Where(id => session.Use("SELECT 1 FROM leads WHERE id = $id").Bind("id", id).Scalar() is not null).ToHashSet(StringComparer.Ordinal);

    public Dictionary<string, LeadStatus> Statuses(IReadOnlyCollection<string> ids)
    {
        var statuses = new Dictionary<string, LeadStatus>(ids.Count, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (session.Use("SELECT status FROM leads WHERE id = $id").Bind("id", id).Scalar() is { } status) statuses[id] = (LeadStatus)status;
        }

        return statuses;
    }

    public Dictionary<string, string> IdsByEmail(IReadOnlyCollection<string> emailKeys)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in emailKeys)
        {
            using var row = session.Use("SELECT id FROM leads WHERE email_key = $email").Bind("email", key);
            if (row.Read()) ids[key] = row.Text("id");
        }

        return ids;
    }

    public List<long> Numbers(LeadSort sort, int offset, int? limit)
    {
        using var rows = session.Use(Sorted(sort)).Bind("limit", limit ?? NoLimit).Bind("offset", offset);
        var numbers = new List<long>(limit ?? (int)Count());
        while (rows.Read()) numbers.Add(rows.Int64("lead_no"));
        return numbers;
    }

    public long Count() => Counters.Read(session, Counters.Leads);

    /// <summary>Numbers are assigned one by one.</summary>
    public void Expect(IReadOnlyList<LeadDraft> drafts)
    {
    }

    public (string Id, LeadState State) Add(LeadDraft draft, long revision, long now)
    {
        var id = LeadIds.Next(session, now);
        var insert = session.Use("""
            INSERT INTO leads(id, name, name_key, email, email_key, company, company_key, status, metadata, created_at, updated_at)
            VALUES ($id, $name, $name_key, $email, $email_key, $company, $company_key, $status, $metadata, $now, $now)
            """).Bind("id", id);
        BindProfile(insert, draft, now).Run();
        var number = session.LastInsertId;
        session.Use("""
            INSERT INTO lead_scores VALUES
                ($lead, 0, 0, -9223372036854775807 - 1, '', 9223372036854775807, 1, $revision, 0, 0, '', 0, 0, 0, 0, 0, NULL)
            """).Bind("lead", number).Bind("revision", revision).Run();
        Counters.Add(session, Counters.Leads, 1);
        return (id, new LeadState { Number = number, Fold = new LeadFold(), Version = 1, Revision = revision, StoredScore = 0 });
    }

    public void Replace(LeadState lead, LeadDraft draft, long now)
    {
        var update = session.Use("""
            UPDATE leads SET name = $name, name_key = $name_key, email = $email, email_key = $email_key, company = $company,
                company_key = $company_key, status = $status, metadata = $metadata, updated_at = $now
            WHERE lead_no = $lead
            """);
        BindProfile(update, draft, now).Bind("lead", lead.Number).Run();
    }

    public HashSet<long> ActiveSinceStatus(IReadOnlyCollection<long> numbers) => numbers.Where(number => session.Use("""
        SELECT 1 FROM leads l JOIN lead_scores s ON s.lead_no = l.lead_no
        WHERE l.lead_no = $lead AND (status_at IS NULL OR last_ts > status_at)
        """).Bind("lead", number).Scalar() is not null).ToHashSet();

    public Dictionary<long, long?> StatusTimes(IReadOnlyCollection<long> numbers)
    {
        var times = new Dictionary<long, long?>();
        foreach (var number in numbers)
        {
            using var row = session.Use("SELECT status_at FROM leads WHERE lead_no = $lead").Bind("lead", number);
            if (row.Read()) times[number] = row.Int64OrNull("status_at");
        }

        return times;
    }

    public void SetStatus(LeadState lead, LeadStatus status, long now) =>
        session.Use("UPDATE leads SET status = $status, status_at = $now, updated_at = $now WHERE lead_no = $lead")
            .Bind("status", (int)status).Bind("now", now).Bind("lead", lead.Number).Run();

    private static string Sorted(LeadSort sort) => sort switch
    {
        LeadSort.Name => "SELECT lead_no FROM leads ORDER BY name_key, lead_no LIMIT $limit OFFSET $offset",
        LeadSort.LastEventDescending => "SELECT lead_no FROM lead_scores ORDER BY last_ts DESC, lead_no LIMIT $limit OFFSET $offset",
        LeadSort.CreatedDescending => "SELECT lead_no FROM leads ORDER BY created_at DESC, lead_no LIMIT $limit OFFSET $offset",
        _ => "SELECT lead_no FROM lead_scores ORDER BY score DESC, tie_ts, lead_no LIMIT $limit OFFSET $offset",
    };

    private static SqlStatement BindProfile(SqlStatement statement, LeadDraft draft, long now) => statement
        .Bind("name", draft.Name).Bind("name_key", SearchKey.Of(draft.Name)).Bind("email", draft.Email).Bind("email_key", EmailAddress.Key(draft.Email))
        .Bind("company", draft.Company).Bind("company_key", draft.Company is null ? null : TextKey.Of(draft.Company))
        .Bind("status", (int)draft.Status).Bind("metadata", draft.Metadata).Bind("now", now);

    private static Lead Map(SqlStatement row) => new(
        row.Text("id"), row.Text("name"), row.Text("email"), row.TextOrNull("company"), (LeadStatus)row.Int32("status"), row.TextOrNull("metadata"),
        row.Int64("score"), 0, row.Int64("events"), row.Int64("events") == 0 ? null : row.Int64("last_ts"),
        row.Int64("created_at"), row.Int64("updated_at"), row.Int64("version"));
}

/// <summary>
/// Lead ids: version 7 UUIDs without dashes, made ascending, since <c>lead_no</c> breaks ties in place of the id. When the clock
/// stands still or steps back, the time within the id advances on its own.
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
        return row.Read() ? row.Text("id") : "";
    }

    private static long Time(string id) => Convert.ToInt64(id[..12], 16);
}
