using System.Security.Cryptography;
using System.Text;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>What is left of a deleted lead's events: half of the SHA-256 of each eventId, so that none ever counts again.</summary>
internal static class Tombstones
{
    private const int HashBytes = 16;

    public static void Add(SqlSession session, string eventId) =>
        session.Use("INSERT OR IGNORE INTO tombstones VALUES (?1)").BindBlob(Hash(eventId)).Run();

    public static bool Contains(SqlSession session, string eventId) =>
        session.Use("SELECT 1 FROM tombstones WHERE hash = ?1").BindBlob(Hash(eventId)).Scalar() is not null;

    private static ReadOnlySpan<byte> Hash(string eventId) => SHA256.HashData(Encoding.UTF8.GetBytes(eventId)).AsSpan(0, HashBytes);
}
