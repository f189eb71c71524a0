using System.Net.Sockets;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

internal static class MongoErrors
{
    /// <summary>Codes that say "not now": no primary, stepping down, stale routing, interrupted, too slow, no majority, too busy, disk full.</summary>
    private static readonly HashSet<int> Passing =
    [
        6, 7, 24, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 175, 189, 202, 237, 262, 317, 358, 384, 462,
        9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
    ];

    private static readonly string[] PassingLabels = ["RetryableWriteError", "RetryableError", "SystemOverloadedError", "TransientTransactionError"];

    /// <summary>For people who look why; without addresses and passwords.</summary>
    public static string Describe(Exception e) => e switch
    {
        MongoAuthenticationException => "MongoDB refuses the user or the password.",
        TimeoutException or MongoConnectionException => "MongoDB does not answer at the address given.",
        _ => $"MongoDB cannot do it now ({e.GetType().Name}).",
    };

    /// <summary>It may pass by itself, and what was asked for may be asked for again.</summary>
    public static bool IsPassing(Exception e) => e switch
    {
        MongoConnectionException or MongoConnectionPoolPausedException or MongoNotPrimaryException or MongoNodeIsRecoveringException => true,
        MongoExecutionTimeoutException or MongoCursorNotFoundException or MongoWaitQueueFullException => true,
        MongoWriteConcernException => true,
        MongoException labelled when Array.Exists(PassingLabels, labelled.HasErrorLabel) => true,
        MongoBulkWriteException { WriteConcernError: not null } => true,
        MongoBulkWriteException bulk => bulk.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey || Passing.Contains(error.Code)),
        MongoCommandException command => Passing.Contains(command.Code),
        TimeoutException or SocketException or IOException => true,
        _ => false,
    };
}
