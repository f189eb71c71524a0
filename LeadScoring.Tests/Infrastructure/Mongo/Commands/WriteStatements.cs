using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>What a statement did.</summary>
/// <param name="Result">Its result.</param>
/// <param name="IsRepeated">Whether it was done before, and only the result was asked for again.</param>
internal readonly record struct StatementOutcome<T>(T Result, bool IsRepeated);

/// <summary>
/// Runs write statements, each at once: in the command's transaction, or outside of transactions, where it waits for open transactions that
/// hold its documents, and where a statement of a retryable write is not done a second time.
/// </summary>
internal sealed class WriteStatements(Deployment deployment)
{
    /// <summary>Errors of the whole command, whatever the statement. Other ones belong to their statement.</summary>
    private static readonly HashSet<int> Whole =
    [
        ErrorCode.WriteConflict, ErrorCode.SnapshotUnavailable, ErrorCode.MaxTimeExpired, ErrorCode.NoSuchTransaction, ErrorCode.TransactionTooOld,
        ErrorCode.InterruptedDueToReplStateChange, ErrorCode.NotWritablePrimary,
    ];

    public TimeProvider Time => deployment.Time;

    public async Task<StatementOutcome<T>> RunAsync<T>(Request request, int statement, Func<Writer, T> run) where T : class
    {
        var started = Time.GetTimestamp();
        while (true)
        {
            Task ended;
            TimeSpan expires;
            lock (deployment.Gate)
            {
                if (!deployment.IsPrimary) throw new CommandException(ErrorCode.InterruptedDueToReplStateChange, "operation was interrupted");
                if (request.Transaction is { } transaction) return new(InTransaction(transaction, run), false);
                if (Earlier<T>(request, statement) is { } earlier) return new(earlier, true);
                try
                {
                    return new(Directly(request, statement, run), false);
                }
                catch (HeldByTransactionException e)
                {
                    (ended, expires) = (e.Holder.Ended, deployment.Remaining(e.Holder));
                }
            }

            await WaitAsync(ended, expires, request.Number("maxTimeMS"), Time.GetElapsedTime(started));
        }
    }

    /// <summary>Runs a command's statements one by one; the errors of single ones come as writeErrors.</summary>
    /// <returns>Outcomes by index, and the answer's fields about errors and repetitions.</returns>
    public async Task<(List<(int Index, T Result)> Done, BsonDocument Errors)> RunAllAsync<T>(Request request, int count, Func<int, Writer, T> run) where T : class
    {
        var isOrdered = request.Flag("ordered", otherwise: true);
        var (done, errors, repeated) = (new List<(int, T)>(count), new BsonArray(), new BsonArray());
        for (var i = 0; i < count; i++)
        {
            var statement = i;
            try
            {
                var outcome = await RunAsync(request, statement, writer => run(statement, writer));
                done.Add((statement, outcome.Result));
                if (outcome.IsRepeated) repeated.Add(statement);
            }
            catch (CommandException e) when (!Whole.Contains(e.Code))
            {
                errors.Add(new BsonDocument("index", statement).AddRange(e.Describe()));
                if (isOrdered || request.Transaction is not null) break;
            }
        }

        var fields = new BsonDocument();
        if (errors.Count > 0) fields.Add("writeErrors", errors);
        if (repeated.Count > 0) fields.Add("retriedStmtIds", repeated);
        return (done, fields);
    }

    private T InTransaction<T>(Transaction transaction, Func<Writer, T> run) =>
        transaction.State == TransactionState.Open ? run(new TransactionWriter(deployment, transaction)) : throw SessionTable.Aborted(transaction.Number);

    private static T? Earlier<T>(Request request, int statement) where T : class
    {
        if (!request.IsRetryableWrite) return null;
        request.Session!.Require(request.TransactionNumber!.Value);
        return request.Session.ResultOf<T>(statement);
    }

    /// <summary>Of a statement that fails in the midst, what it did before stays, as outside of transactions on a server.</summary>
    private T Directly<T>(Request request, int statement, Func<Writer, T> run) where T : class
    {
        var writer = new DirectWriter(deployment);
        try
        {
            var result = run(writer);
            if (request.IsRetryableWrite && !ReferenceEquals(writer.Root, deployment.Root)) request.Session!.Keep(statement, result);
            deployment.Publish(writer.Root);
            return result;
        }
        catch (CommandException)
        {
            deployment.Publish(writer.Root);
            throw;
        }
    }

    private async Task WaitAsync(Task ended, TimeSpan expires, long? maxTimeMs, TimeSpan elapsed)
    {
        var left = deployment.WriteWait - elapsed;
        if (maxTimeMs is > 0 && TimeSpan.FromMilliseconds(maxTimeMs.Value) - elapsed is var limit && limit < left) left = limit;
        if (left <= TimeSpan.Zero)
        {
            throw maxTimeMs is > 0 ? new CommandException(ErrorCode.MaxTimeExpired, "operation exceeded time limit") : CommandException.Conflict();
        }

        var longest = expires < left ? expires : left;
        if (longest > TimeSpan.Zero) await Task.WhenAny(ended, Task.Delay(longest + TimeSpan.FromMilliseconds(1), Time));
    }
}

/// <summary>What a write command says in an array of documents.</summary>
internal static class Statements
{
    public static void Check(BsonDocument statement, string command, IReadOnlySet<string> known)
    {
        if (statement.Names.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            throw new CommandException(ErrorCode.UnknownField, $"BSON field '{command}.{unknown}' is an unknown field, or one that the MongoDB double does not support.");
        }
    }

    public static List<BsonDocument> Of(Request request, string field)
    {
        var statements = request.Array(field) ?? throw new CommandException(40414, $"BSON field '{request.Name}.{field}' is missing but a required field");
        if (statements.Count is 0 or > InsertCommand.MaxStatements)
        {
            throw new CommandException(21, $"Write batch sizes must be between 1 and {InsertCommand.MaxStatements}. Got {statements.Count} operations.");
        }

        return [.. statements.Select(s => s.AsBsonDocument)];
    }
}
