using System.Net.Sockets;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

internal static class MongoErrors
{
    private const int DuplicateKey = 11000;

    /// <summary>
    /// Transient error codes: no primary, not allowed (yet), cursor lost, stepping down, stale routing, interrupted, timeout, no majority, conflict, lost snapshot,
    /// overloaded, disk full.
    /// </summary>
    private static readonly HashSet<int> Transient =
    [
        6, 7, 13, 20, 24, 43, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 175, 189, 202, 237, 239, 246, 251, 262, 290, 317, 358, 384, 462,
        9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
    ];

    private static readonly HashSet<int> LostSnapshot = [239, 246];

    private static readonly string[] TransientLabels =
    [
        "RetryableWriteError", "RetryableError", "SystemOverloadedError", "TransientTransactionError", "UnknownTransactionCommitResult",
    ];

    /// <summary>The error for people, without addresses and passwords.</summary>
    public static string Describe(Exception e) => e switch
    {
        MongoAuthenticationException => "MongoDB refuses the user or the password.",
        TimeoutException when e.Message.Contains("ReplicaSetGhost", StringComparison.Ordinal) => ReplicaSet.Missing,
        TimeoutException or MongoConnectionException => "MongoDB does not answer at the address given.",
        _ => $"MongoDB cannot do it now ({e.GetType().Name}).",
    };

    /// <summary>Whether the error is transient: the same call may succeed later.</summary>
    public static bool IsTransient(Exception e) => e switch
    {
        MongoConnectionException or MongoConnectionPoolPausedException or MongoNotPrimaryException or MongoNodeIsRecoveringException => true,
        MongoExecutionTimeoutException or MongoCursorNotFoundException or MongoWaitQueueFullException => true,
        MongoWriteConcernException => true,
        MongoException labelled when Array.Exists(TransientLabels, labelled.HasErrorLabel) => true,
        MongoBulkWriteException { WriteConcernError: not null } => true,
        MongoBulkWriteException bulk => bulk.WriteErrors.All(error => Transient.Contains(error.Code)),
        MongoCommandException command => Transient.Contains(command.Code),
        TimeoutException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>The server has no snapshot to read from, as just after indexes were created, or keeps it no longer.</summary>
    public static bool IsLostSnapshot(MongoException e) => e is MongoCommandException command && LostSnapshot.Contains(command.Code);

    public static bool IsDuplicateKey(MongoException e) => e switch
    {
        MongoBulkWriteException bulk => bulk.WriteErrors.Any(error => error.Code == DuplicateKey),
        MongoWriteException write => write.WriteError?.Code == DuplicateKey,
        MongoCommandException command => command.Code == DuplicateKey,
        _ => false,
    };
}
