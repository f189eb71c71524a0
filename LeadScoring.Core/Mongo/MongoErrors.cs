using System.Net.Sockets;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

internal static class MongoErrors
{
    /// <summary>Codes that say "not now": no primary, stepping down, stale routing, too slow, no majority, disk full.</summary>
    private static readonly HashSet<int> Passing =
        [6, 7, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 189, 202, 262, 317, 358, 384, 9001, 10107, 11600, 11602, 13388, 13435, 13436, 14031];

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
        MongoBulkWriteException { WriteConcernError: not null } => true,
        MongoBulkWriteException bulk => bulk.WriteErrors.All(error => Passing.Contains(error.Code)),
        MongoCommandException command => Passing.Contains(command.Code),
        MongoException labelled when labelled.HasErrorLabel("RetryableWriteError") || labelled.HasErrorLabel("TransientTransactionError") => true,
        TimeoutException or SocketException or IOException => true,
        _ => false,
    };
}
