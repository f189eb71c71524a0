using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>Brings a file to the newest schema version. Several processes may try at once: the first one does it.</summary>
internal static class SqliteSchema
{
    public const int PageBytes = 2048;

    /// <summary>Migration n leads from <c>user_version</c> n to n + 1: append only.</summary>
    private static readonly Action<SqlSession, long>[] Migrations = [CreateAll, AddChangesAndDeletion, AddImportsAndReplays];

    public static void Prepare(SqlSession session, TimeProvider time)
    {
        // Both must come before the first table; on a file that has them already they do nothing. Small pages: an event
        // touches a few pages all over the file, and each goes to the log and to the file whole.
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

    private static void CreateAll(SqlSession session, long now)
    {
        session.Execute(SqliteTables.All);
        RuleRows.AddRevision(session, 0, ScoreBounds.Default, now);
        foreach (var rule in SeedRules.At(now)) RuleRows.Add(session, rule);
    }
}
