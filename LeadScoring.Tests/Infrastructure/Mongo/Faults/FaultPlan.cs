using LeadScoring.Tests.Infrastructure.Mongo.Commands;

namespace LeadScoring.Tests.Infrastructure.Mongo.Faults;

/// <summary>The labels by which a driver decides what to repeat.</summary>
public static class ErrorLabel
{
    public const string TransientTransaction = "TransientTransactionError";
    public const string UnknownCommitResult = "UnknownTransactionCommitResult";
    public const string RetryableWrite = "RetryableWriteError";
}

/// <summary>What a test wants to go wrong, and who wants to see the commands. Faults count commands from when they were added.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly List<Observer> _observers = [];
    private readonly List<ClientDeath> _deaths = [];

    /// <summary>Answers with an error instead of executing. As on a server, an error ends the transaction of the command.</summary>
    /// <param name="on">The commands.</param>
    /// <param name="code">The error code.</param>
    /// <param name="message">The message.</param>
    /// <param name="labels">The error labels; null for those that a server gives with such a code.</param>
    public Fault Fail(On on, int code, string message = "A fault that the test asked for.", IReadOnlyList<string>? labels = null) =>
        Add(FaultKind.Fail, on, Error(code, message, labels));

    /// <summary>Executes, then answers with an error nevertheless.</summary>
    /// <inheritdoc cref="Fail"/>
    public Fault FailAfter(On on, int code, string message = "A fault that the test asked for.", IReadOnlyList<string>? labels = null) =>
        Add(FaultKind.FailAfter, on, Error(code, message, labels));

    /// <summary>Closes the connection instead of executing.</summary>
    public Fault CloseBefore(On on) => Add(FaultKind.CloseBefore, on);

    /// <summary>Executes, then closes the connection without an answer.</summary>
    public Fault LoseReply(On on) => Add(FaultKind.CloseAfter, on);

    /// <summary>Holds the command before it is executed, until <see cref="Fault.Release"/>.</summary>
    public Fault StallBefore(On on) => Add(FaultKind.StallBefore, on);

    /// <summary>Executes, then holds the answer until <see cref="Fault.Release"/>.</summary>
    public Fault StallAfter(On on) => Add(FaultKind.StallAfter, on);

    /// <summary>
    /// From its n-th command on, counted from 1, a client cannot do anything any more, as if its process were dead. Its open transactions
    /// stay, as those of a dead process do, until they expire.
    /// </summary>
    /// <param name="client">Its application name.</param>
    /// <param name="at">The command that it does not survive.</param>
    /// <param name="isExecuted">Whether that command still takes effect. Then only commands are counted whose effect outlives the client: not reads, nor what a transaction has not committed.</param>
    /// <param name="closesConnections">
    /// Closes the client's connections, and new ones, so that its driver waits for a server. Otherwise every command is answered at once by an
    /// error that no driver repeats, which ends the client's work faster.
    /// </param>
    public ClientDeath KillClient(string client, int at = 1, bool isExecuted = false, bool closesConnections = false)
    {
        var death = new ClientDeath(client, at, isExecuted, closesConnections, Remove);
        lock (_gate) _deaths.Add(death);
        return death;
    }

    /// <summary>Shows every command in the order of arrival, before it is executed. The action must neither block nor throw.</summary>
    public IDisposable Observe(Action<CommandSeen> action)
    {
        var observer = new Observer(this, action);
        lock (_gate) _observers.Add(observer);
        return observer;
    }

    /// <summary>Tells the observers of a command; returns the faults that meet it.</summary>
    internal IReadOnlyList<Fault> Meet(CommandSeen command)
    {
        lock (_gate)
        {
            foreach (var observer in _observers.ToArray()) observer.Action(command); // one of them may remove itself
            if (_faults.Count == 0 && _deaths.Count == 0) return [];
            var met = _faults.Where(f => f.Meets(command)).ToList();
            _faults.RemoveAll(f => f.IsOver && f.Kind is not (FaultKind.StallBefore or FaultKind.StallAfter));
            met.AddRange(_deaths.Select(d => d.Meet(command)).OfType<Fault>());
            return met;
        }
    }

    /// <summary>Whether even the handshake of a client is refused.</summary>
    internal bool IsCutOff(string client)
    {
        lock (_gate) return _deaths.Exists(d => d.IsCutOff(client));
    }

    private static CommandException Error(int code, string message, IReadOnlyList<string>? labels) =>
        labels is null ? new CommandException(code, message) : new LabelledException(code, message, labels);

    private Fault Add(FaultKind kind, On on, CommandException? error = null)
    {
        var fault = new Fault(kind, on, error, Remove);
        lock (_gate) _faults.Add(fault);
        return fault;
    }

    private void Remove(Fault fault)
    {
        lock (_gate) _faults.Remove(fault);
    }

    private void Remove(ClientDeath death)
    {
        lock (_gate) _deaths.Remove(death);
    }

    private sealed class Observer(FaultPlan plan, Action<CommandSeen> action) : IDisposable
    {
        public Action<CommandSeen> Action => action;

        public void Dispose()
        {
            lock (plan._gate) plan._observers.Remove(this);
        }
    }
}
