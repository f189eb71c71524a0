using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>Finds the session and the transaction that a command belongs to.</summary>
internal sealed class SessionTable(Deployment deployment)
{
    private readonly Dictionary<Guid, Session> _sessions = [];

    /// <summary>Under the deployment's lock.</summary>
    public void Bind(Request request, CommandSpecification specification)
    {
        if (request.SessionId is not { } id)
        {
            if (request.TransactionNumber is not null || request.IsInTransaction)
            {
                throw new CommandException(ErrorCode.InvalidOptions, "Transaction number requires a session ID to also be specified");
            }

            return;
        }

        if (!_sessions.TryGetValue(id, out var session)) _sessions[id] = session = new(id);
        request.Session = session;
        if (request.IsInTransaction) BindToTransaction(request, specification, session);
        else if (request.TransactionNumber is { } number) BindToRetryableWrite(request, specification, session, number);
    }

    /// <summary>Under the deployment's lock.</summary>
    public void End(Guid id)
    {
        if (!_sessions.Remove(id, out var session) || session.Transaction is not { } transaction) return;
        deployment.Abort(transaction);
    }

    private void BindToRetryableWrite(Request request, CommandSpecification specification, Session session, long number)
    {
        if (!specification.IsRetryable) throw new CommandException(50768, $"txnNumber may not be provided for {request.Name} outside of a transaction");
        if (number > session.Number && session.Transaction is { } old) deployment.Abort(old);
        session.UseForRetryableWrite(number);
    }

    private void BindToTransaction(Request request, CommandSpecification specification, Session session)
    {
        if (request.Flag("autocommit")) throw new CommandException(ErrorCode.InvalidOptions, "Specifying autocommit=true is not allowed.");
        if (request.TransactionNumber is not { } number)
        {
            throw new CommandException(ErrorCode.InvalidOptions, "autocommit may not be specified without a transaction number");
        }

        if (!specification.IsAllowedInTransaction)
        {
            throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Cannot run '{request.Name}' in a multi-document transaction.");
        }

        if (request.Body.Contains("startTransaction")) Begin(request, session, number);
        else Continue(request, session, number);
    }

    private void Begin(Request request, Session session, long number)
    {
        if (!request.Flag("startTransaction")) throw new CommandException(ErrorCode.InvalidOptions, "Specifying startTransaction=false is not allowed.");
        if (request.Name is "commitTransaction" or "abortTransaction")
        {
            throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Cannot start a transaction with {request.Name}");
        }

        var level = request.Document("readConcern")?.GetValue("level", "local").AsString ?? "local";
        if (level is not ("local" or "majority" or "snapshot"))
        {
            throw new CommandException(
                ErrorCode.InvalidOptions, $"The readConcern level must be either 'local', 'majority' or 'snapshot' in order to run in a transaction, not '{level}'");
        }

        session.Require(number);
        if (number > session.Number && session.Transaction is { } old) deployment.Abort(old);
        request.Transaction = deployment.Begin(session, number, request.Client);
        ReadConcerns.View(deployment, request); // refuses what it does not know
    }

    private void Continue(Request request, Session session, long number)
    {
        session.Require(number);
        if (session.Transaction is not { } transaction || transaction.Number != number)
        {
            throw new CommandException(
                ErrorCode.NoSuchTransaction, $"Given transaction number {number} does not match any in-progress transactions. The active transaction number is {session.Number}");
        }

        deployment.AbortIfExpired(transaction);
        request.Transaction = transaction;
        if (transaction.State == TransactionState.Aborted && request.Name != "abortTransaction") throw Aborted(number);
        if (transaction.State == TransactionState.Committed && request.Name != "commitTransaction")
        {
            throw new CommandException(ErrorCode.TransactionCommitted, $"Transaction with {{ txnNumber: {number} }} has been committed.");
        }

        if (request.Body.Contains("readConcern"))
        {
            throw new CommandException(ErrorCode.InvalidOptions, "Only the first command in a transaction may specify a readConcern");
        }
    }

    public static CommandException Aborted(long number) =>
        new(ErrorCode.NoSuchTransaction, $"Transaction with {{ txnNumber: {number} }} has been aborted.");
}

/// <summary>What a command reads, by its read concern.</summary>
internal static class ReadConcerns
{
    private static readonly HashSet<string> Levels = ["local", "available", "majority", "linearizable", "snapshot"];

    public static ReadView View(Deployment deployment, Request request)
    {
        var concern = request.Document("readConcern");
        var level = Check(deployment, concern);
        if (request.Transaction is { } transaction)
        {
            if (concern?.Contains("atClusterTime") == true) throw CommandException.Refused("atClusterTime in a transaction");
            lock (deployment.Gate) return transaction.State == TransactionState.Open ? new(transaction.View, null) : throw SessionTable.Aborted(transaction.Number);
        }

        if (level != "snapshot") return new(deployment.Root, null);
        var root = deployment.Snapshot(concern!.TryGetValue("atClusterTime", out var at) ? at.AsBsonTimestamp : null);
        return new(root, root.Time);
    }

    private static string Check(Deployment deployment, BsonDocument? concern)
    {
        if (concern is null) return "local";
        if (concern.Names.FirstOrDefault(n => n is not ("level" or "afterClusterTime" or "atClusterTime" or "provenance")) is { } unknown)
        {
            throw CommandException.Refused($"the read concern option {unknown}");
        }

        var level = concern.GetValue("level", "local").AsString;
        if (!Levels.Contains(level)) throw new CommandException(ErrorCode.FailedToParse, $"unrecognized readConcern level: {level}");
        foreach (var time in new[] { "afterClusterTime", "atClusterTime" })
        {
            if (concern.TryGetValue(time, out var value) && value.AsBsonTimestamp > deployment.Root.Time)
            {
                throw new CommandException(ErrorCode.InvalidOptions, $"readConcern {time} value must not be greater than the current clusterTime.");
            }
        }

        if (concern.Contains("atClusterTime") && level != "snapshot")
        {
            throw new CommandException(ErrorCode.InvalidOptions, "readConcern atClusterTime is only allowed with the level snapshot");
        }

        return level;
    }
}
