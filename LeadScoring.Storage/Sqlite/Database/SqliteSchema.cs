using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Leads;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>Brings a file to the newest schema version. Several processes may try at once: one migrates, the others wait.</summary>
internal static class SqliteSchema
{
    public const int PageBytes = 2048;

    /// <summary>Migration n leads from <c>user_version</c> n to n + 1. Append only.</summary>
    private static readonly Action<SqlSession, long>[] Migrations = [CreateAll, AddChangesAndDeletion, AddImportsAndReplays, AddOutbox, RewriteLeadKeys, AddImportColumns, AddLoggedActivities, AddStatusTimes, AddRollups];

    public static void Prepare(SqlSession session, TimeProvider time)
    {
        // Both must come before the first table; on an existing file they do nothing. Pages are small because an event changes a few
        // pages all over the file, and each is written whole to the log and to the file.
        session.Execute($"PRAGMA page_size = {PageBytes}");
        session.Execute("PRAGMA journal_mode = WAL");
        if (Version(session) == Migrations.Length) return;
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            Migrate(session, time.GetUtcNow().ToUnixTimeMilliseconds());
            session.Execute("COMMIT");
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private static void Migrate(SqlSession session, long now)
    {
        var version = Version(session);
        if (version > Migrations.Length)
        {
            throw new InvalidDataException($"The database has schema version {version}; this build knows {Migrations.Length}.");
        }

        foreach (var migration in Migrations[version..]) migration(session, now);
        session.Execute($"PRAGMA user_version = {Migrations.Length}");
    }

    private static int Version(SqlSession session) => (int)session.Once("PRAGMA user_version").Scalar()!.Value;

    private static void AddChangesAndDeletion(SqlSession session, long now) => session.Execute(SqliteTables.ChangesAndDeletion);

    private static void AddImportsAndReplays(SqlSession session, long now) => session.Execute(SqliteTables.ImportsAndReplays);

    private static void AddOutbox(SqlSession session, long now) => session.Execute(SqliteTables.Outbox);

    private static void AddImportColumns(SqlSession session, long now) => session.Execute(SqliteTables.ImportColumns);

    private static void AddStatusTimes(SqlSession session, long now) => session.Execute(SqliteTables.StatusTimes);

    /// <summary>Version 9. Nothing else can write meanwhile.</summary>
    private static void AddRollups(SqlSession session, long now)
    {
        session.Execute(SqliteTables.Rollups);
        RollupBackfill.Deleted(session);
        for (long? last = 0; last is { } number;) last = RollupBackfill.Next(session, number);
    }

    /// <summary>Version 7.</summary>
    private static void AddLoggedActivities(SqlSession session, long now) => InitialRules.AddLoggedActivities(session.Rules, now);

    /// <summary>Version 5. Nothing else can write meanwhile, so it is one transaction; SQLite keeps what does not fit into its cache in the write-ahead log.</summary>
    private static void RewriteLeadKeys(SqlSession session, long now)
    {
        var rewrite = new LeadKeyRewrite(new LeadKeyRows(session));
        for (long? last = 0; last is { } number;) last = rewrite.Next(number);
    }

    private static void CreateAll(SqlSession session, long now)
    {
        session.Execute(SqliteTables.All);
        InitialRules.Add(session.Rules, now);
    }
}

/// <summary>
/// The tables of schema version 1, and what later versions add. Times are Unix ms, text compares by its UTF-8 bytes. Lead ids are
/// assigned in ascending order, so <c>lead_no</c> breaks ties exactly as the id would, in an index that holds numbers only.
/// </summary>
internal static class SqliteTables
{
    /// <summary>A lead's profile; changes rarely.</summary>
    private const string Leads = """
        CREATE TABLE leads(
            lead_no INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL, name_key TEXT NOT NULL,
            email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,
            company TEXT, company_key TEXT,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            metadata TEXT);
        CREATE INDEX leads_by_name ON leads(name_key);
        CREATE INDEX leads_by_created ON leads(created_at DESC);
        """;

    /// <summary>
    /// What every event changes. Without events, <c>last_ts</c> is the lowest number and <c>tie_ts</c> the highest, so that
    /// such leads come last both by newest event and among equal scores.
    /// </summary>
    private const string LeadScores = """
        CREATE TABLE lead_scores(
            lead_no INTEGER PRIMARY KEY,
            score INTEGER NOT NULL, events INTEGER NOT NULL,
            last_ts INTEGER NOT NULL, last_id TEXT NOT NULL, tie_ts INTEGER NOT NULL,
            version INTEGER NOT NULL, revision INTEGER NOT NULL,
            tail_events INTEGER NOT NULL, tail_ts INTEGER NOT NULL, tail_id TEXT NOT NULL,
            tail_add INTEGER NOT NULL, tail_lo INTEGER NOT NULL, tail_hi INTEGER NOT NULL,
            levels INTEGER NOT NULL, top_blocks INTEGER NOT NULL);
        CREATE INDEX lead_scores_by_score ON lead_scores(score DESC, tie_ts);
        CREATE INDEX lead_scores_by_last ON lead_scores(last_ts DESC);
        CREATE TABLE score_buckets(
            shift INTEGER NOT NULL, bucket INTEGER NOT NULL, leads INTEGER NOT NULL,
            PRIMARY KEY(shift, bucket)) WITHOUT ROWID;
        """;

    /// <summary>Rows are appended in commit order; folds read <c>events_by_lead</c> alone and never the rows.</summary>
    public const string Events = """
        CREATE TABLE event_types(type_no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE events(
            seq INTEGER PRIMARY KEY,
            event_id TEXT NOT NULL,
            lead_no INTEGER NOT NULL, ts INTEGER NOT NULL, type_no INTEGER NOT NULL,
            received_at INTEGER NOT NULL, processed_at INTEGER NOT NULL, flags INTEGER NOT NULL,
            submission INTEGER NOT NULL, attempts INTEGER NOT NULL,
            score_before INTEGER NOT NULL, score_after INTEGER NOT NULL,
            metadata TEXT);
        CREATE UNIQUE INDEX events_by_id ON events(event_id);
        CREATE INDEX events_by_lead ON events(lead_no, ts, event_id, type_no);
        """;

    private const string Blocks = """
        CREATE TABLE score_blocks(
            lead_no INTEGER NOT NULL, level INTEGER NOT NULL, first_ts INTEGER NOT NULL, first_id TEXT NOT NULL,
            children INTEGER NOT NULL, step_add INTEGER NOT NULL, step_lo INTEGER NOT NULL, step_hi INTEGER NOT NULL,
            PRIMARY KEY(lead_no, level, first_ts, first_id)) WITHOUT ROWID;
        """;

    /// <summary>
    /// The rules at revision r are the versions with <c>revision</c> ≤ r, with the bounds of r. <c>rescore_jobs</c> holds background jobs
    /// of every kind.
    /// </summary>
    private const string Rules = """
        CREATE TABLE rule_versions(
            event_type TEXT NOT NULL, version INTEGER NOT NULL, points INTEGER NOT NULL, active INTEGER NOT NULL,
            description TEXT NOT NULL, effective_from INTEGER, published_at INTEGER NOT NULL, published_by TEXT,
            revision INTEGER NOT NULL,
            PRIMARY KEY(event_type, version)) WITHOUT ROWID;
        CREATE TABLE rule_revisions(
            revision INTEGER PRIMARY KEY, min_score INTEGER NOT NULL, max_score INTEGER NOT NULL, created_at INTEGER NOT NULL);
        CREATE TABLE rescore_jobs(
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, reason TEXT NOT NULL, since INTEGER, state TEXT NOT NULL,
            total INTEGER NOT NULL, done INTEGER NOT NULL, changed INTEGER NOT NULL,
            created_at INTEGER NOT NULL, completed_at INTEGER, cursor INTEGER NOT NULL);
        CREATE INDEX rescore_jobs_open ON rescore_jobs(id) WHERE completed_at IS NULL;
        """;

    /// <summary>A tombstone is the hash of an eventId whose lead was deleted.</summary>
    private const string Others = """
        CREATE TABLE failures(
            event_id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, reason TEXT NOT NULL,
            attempts INTEGER NOT NULL, failed_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE tombstones(hash BLOB PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('events', 0), ('leads', 0);
        """;

    /// <summary>
    /// Version 2. Every transaction that changes leads records which in <c>lead_changes</c>, so that lead tables can follow; only the
    /// newest rows are kept. A deleted lead's events stay until they are purged, some at a time.
    /// </summary>
    public const string ChangesAndDeletion = """
        CREATE TABLE lead_changes(seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, leads BLOB NOT NULL);
        CREATE TABLE deleted_leads(
            id TEXT PRIMARY KEY, lead_no INTEGER NOT NULL, deleted_at INTEGER NOT NULL, purged INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX deleted_leads_open ON deleted_leads(lead_no) WHERE purged = 0;
        """;

    /// <summary>
    /// Version 3. A job names the rule version whose publishing caused it (<c>restores</c>: the version before, 0 for none). Rejected
    /// rows of an import are stored some hundred to a row, as a JSON array.
    /// </summary>
    public const string ImportsAndReplays = """
        ALTER TABLE rescore_jobs ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE rescore_jobs ADD COLUMN event_type TEXT;
        ALTER TABLE rescore_jobs ADD COLUMN version INTEGER;
        ALTER TABLE rescore_jobs ADD COLUMN restores INTEGER;
        ALTER TABLE rescore_jobs ADD COLUMN differences INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE replay_differences(
            seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, lead_id TEXT, what TEXT NOT NULL, stored TEXT NOT NULL, expected TEXT NOT NULL);
        CREATE INDEX replay_differences_by_job ON replay_differences(job, seq);
        ALTER TABLE failures ADD COLUMN import_id TEXT;
        CREATE TABLE imports(
            id TEXT PRIMARY KEY, kind INTEGER NOT NULL, file_name TEXT NOT NULL, format TEXT, state INTEGER NOT NULL, error TEXT,
            create_leads INTEGER NOT NULL, bytes INTEGER NOT NULL, total_bytes INTEGER, rows INTEGER NOT NULL, queued INTEGER NOT NULL,
            duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL, created_leads INTEGER NOT NULL, scored INTEGER NOT NULL, failed INTEGER NOT NULL,
            places TEXT NOT NULL, drained INTEGER NOT NULL, started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finished_at INTEGER)
            WITHOUT ROWID;
        CREATE TABLE import_rejects(seq INTEGER PRIMARY KEY, import_id TEXT NOT NULL, data BLOB NOT NULL);
        CREATE INDEX import_rejects_by_import ON import_rejects(import_id, seq);
        """;

    /// <summary>
    /// Version 4. <c>lead_changes</c> is the outbox, too: rows stay until they are announced; those of older versions are. A deleted lead is
    /// announced with a version (for leads that were deleted before: one above any other).
    /// </summary>
    public const string Outbox = """
        ALTER TABLE lead_changes ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE lead_changes ADD COLUMN announced INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX lead_changes_open ON lead_changes(seq) WHERE announced = 0;
        ALTER TABLE deleted_leads ADD COLUMN version INTEGER NOT NULL DEFAULT 9007199254740991;
        CREATE INDEX deleted_leads_by_number ON deleted_leads(lead_no);
        """;

    /// <summary>Version 6. <c>columns</c> and <c>defaults</c> of an import are JSON arrays; null where there are none.</summary>
    public const string ImportColumns = """
        ALTER TABLE imports ADD COLUMN encoding TEXT;
        ALTER TABLE imports ADD COLUMN delimiter TEXT;
        ALTER TABLE imports ADD COLUMN columns TEXT;
        ALTER TABLE imports ADD COLUMN defaults TEXT;
        ALTER TABLE imports ADD COLUMN conflicts INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE imports ADD COLUMN lead_deleted INTEGER NOT NULL DEFAULT 0;
        """;

    /// <summary>Version 8. When a lead's status was set last; null: it was created with it, or got it before this version.</summary>
    public const string StatusTimes = "ALTER TABLE leads ADD COLUMN status_at INTEGER";

    /// <summary>
    /// Version 9. What is counted of events by type and day, and the log of what is not merged into it yet. A lead has the day of its newest event of
    /// each type.
    /// </summary>
    public const string Rollups = """
        ALTER TABLE lead_scores ADD COLUMN newest_days BLOB;
        CREATE TABLE event_rollups(
            day INTEGER NOT NULL, type_no INTEGER NOT NULL, counts BLOB NOT NULL, PRIMARY KEY(day, type_no)) WITHOUT ROWID;
        CREATE TABLE rollup_changes(id INTEGER PRIMARY KEY, changes BLOB NOT NULL);
        """;

    public const string All = Leads + "\n" + LeadScores + "\n" + Events + "\n" + Blocks + "\n" + Rules + "\n" + Others;
}
