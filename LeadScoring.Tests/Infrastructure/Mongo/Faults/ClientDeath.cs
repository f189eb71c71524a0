using LeadScoring.Tests.Infrastructure.Mongo.Commands;

namespace LeadScoring.Tests.Infrastructure.Mongo.Faults;

/// <summary>See <see cref="FaultPlan.KillClient"/>. Disposing brings the client back.</summary>
public sealed class ClientDeath : IDisposable
{
    private static readonly string[] Reads = ["find", "getMore", "aggregate", "count", "distinct", "killCursors", "hello", "endSessions", "abortTransaction"];

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<ClientDeath> _remove;
    private readonly string _client;
    private readonly int _at;
    private readonly bool _isExecuted;
    private readonly bool _closesConnections;
    private readonly Fault _last;
    private readonly Fault _dead;

    internal ClientDeath(string client, int at, bool isExecuted, bool closesConnections, Action<ClientDeath> remove)
    {
        (_client, _at, _isExecuted, _closesConnections, _remove) = (client, at, isExecuted, closesConnections, remove);
        var error = new LabelledException(ErrorCode.UnknownError, $"The process of the client {client} is dead.", []);
        _dead = Kind(closesConnections ? FaultKind.CloseBefore : FaultKind.Fail);
        _last = isExecuted ? Kind(closesConnections ? FaultKind.CloseAfter : FaultKind.FailAfter) : _dead;

        Fault Kind(FaultKind kind) => new(kind, On.Any, error, _ => { });
    }

    /// <summary>How many commands the client has sent since, up to the one that it did not survive; only those that last, when that one is executed.</summary>
    public int Commands { get; private set; }

    public bool IsDead => Commands >= _at;

    /// <summary>The command that it did not survive.</summary>
    public CommandSeen? Last { get; private set; }

    /// <summary>Completes with the client's death.</summary>
    public Task Reached => _reached.Task;

    public void Dispose() => _remove(this);

    internal bool IsCutOff(string client) => _closesConnections && IsDead && client == _client;

    internal Fault? Meet(CommandSeen command)
    {
        if (command.Client != _client) return null;
        if (IsDead) return _dead;
        if (_isExecuted && !IsLasting(command)) return null;
        if (++Commands < _at) return null;
        Last = command;
        _reached.TrySetResult();
        return _last;
    }

    /// <summary>Whether something of it remains when its client dies: what is not committed goes with the transaction.</summary>
    private static bool IsLasting(CommandSeen command) =>
        command.Name == "commitTransaction" || (!command.IsInTransaction && !Reads.Contains(command.Name));
}
