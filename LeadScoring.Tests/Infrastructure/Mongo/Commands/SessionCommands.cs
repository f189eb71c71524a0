using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>Ends transactions and sessions.</summary>
internal sealed class SessionCommands(Deployment deployment, SessionTable sessions, CursorTable cursors)
{
    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("commitTransaction", new(r => Task.FromResult(End(r, Commit)), "writeConcern") { IsAllowedInTransaction = true }),
        ("abortTransaction", new(r => Task.FromResult(End(r, Abort)), "writeConcern") { IsAllowedInTransaction = true }),
        ("endSessions", new(r => Task.FromResult(EndSessions(r))) { NeedsPrimary = false }),
        ("killSessions", new(r => Task.FromResult(EndSessions(r))) { NeedsPrimary = false }),
    ];

    private Reply End(Request request, Action<Transaction> end)
    {
        if (request.Transaction is not { } transaction) throw new CommandException(125, $"{request.Name} must be run within a transaction");
        lock (deployment.Gate) end(transaction);
        cursors.RemoveOf(transaction);
        return Reply.Ok;
    }

    /// <summary>A second time answers the same as the first: a driver repeats it when it has lost the answer.</summary>
    private void Commit(Transaction transaction)
    {
        if (transaction.State == TransactionState.Aborted) throw SessionTable.Aborted(transaction.Number);
        if (transaction.State == TransactionState.Open) deployment.Commit(transaction);
    }

    private void Abort(Transaction transaction)
    {
        if (transaction.State == TransactionState.Aborted) throw SessionTable.Aborted(transaction.Number);
        deployment.Abort(transaction);
    }

    private Reply EndSessions(Request request)
    {
        lock (deployment.Gate)
        {
            foreach (var session in request.Array(request.Name)!) sessions.End(session["id"].AsBsonBinaryData.ToGuid(GuidRepresentation.Standard));
        }

        return Reply.Ok;
    }
}
