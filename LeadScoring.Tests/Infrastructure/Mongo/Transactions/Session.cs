using LeadScoring.Tests.Infrastructure.Mongo.Commands;

namespace LeadScoring.Tests.Infrastructure.Mongo.Transactions;

/// <summary>
/// A logical session: its newest transaction number, and what belongs to it, a transaction or the results of retryable writes by statement.
/// </summary>
internal sealed class Session(Guid id)
{
    private readonly Dictionary<int, object> _results = [];

    public Guid Id => id;

    public long Number { get; private set; } = -1;

    public Transaction? Transaction { get; private set; }

    /// <summary>For a retryable write: forgets the results of the one before.</summary>
    public void UseForRetryableWrite(long number)
    {
        Require(number);
        if (number == Number && Transaction is not null)
        {
            throw new CommandException(
                ErrorCode.ConflictingOperationInProgress, $"Transaction number {number} of the session belongs to a transaction, not to a retryable write.");
        }

        if (number > Number) Advance(number);
    }

    public T? ResultOf<T>(int statement) where T : class => _results.GetValueOrDefault(statement) as T;

    public void Keep(int statement, object result) => _results[statement] = result;

    /// <summary>The caller aborts an open transaction of a lower number before.</summary>
    public void Begin(Transaction transaction)
    {
        Require(transaction.Number);
        if (transaction.Number == Number)
        {
            throw new CommandException(50911, $"Cannot start a transaction at given transaction number {Number}: the session has used it already.");
        }

        Advance(transaction.Number);
        Transaction = transaction;
    }

    public void Require(long number)
    {
        if (number >= Number) return;
        throw new CommandException(
            ErrorCode.TransactionTooOld, $"Cannot start transaction {number} on session {id} because a newer transaction {Number} has already started.");
    }

    private void Advance(long number)
    {
        Number = number;
        Transaction = null;
        _results.Clear();
    }
}
