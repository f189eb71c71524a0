using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using LeadScoring.Tests.Infrastructure.Mongo.Wire;

namespace LeadScoring.Tests.Infrastructure.Mongo;

/// <summary>
/// A test double of a MongoDB replica set with one member. It speaks MongoDB's wire protocol on a port of the loopback address, so that the
/// plain driver works with it, from other processes too, and keeps its data in memory. It knows what the tests need: what it does not know it
/// refuses by its name, and notes in <see cref="Refusals"/>. Where the documentation of MongoDB leaves a choice, it takes the one that is harder on the client.
/// </summary>
public sealed class MongoDouble : IAsyncDisposable
{
    private const string ReplicaSet = "rs0";
    private const int MaxQueries = 100_000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, ClientConnection> _connections = new();
    private readonly ConcurrentQueue<QueryStats> _queries = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly Deployment _deployment;
    private readonly CommandRunner _runner;
    private readonly Task _accepting;
    private long _accepted;

    private MongoDouble(TimeProvider time, bool isStandalone)
    {
        _listener.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        ConnectionString = isStandalone ? $"mongodb://{address}/" : $"mongodb://{address}/?replicaSet={ReplicaSet}";
        _deployment = new(time);
        _runner = new(_deployment, new(_deployment, new(address, isStandalone ? null : ReplicaSet), Note), _refusals.Enqueue);
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    public FaultPlan Faults { get; } = new();

    /// <summary>The queries since the last <see cref="ClearQueries"/>, the newest 100,000 of them, in the order in which they began.</summary>
    public IReadOnlyList<QueryStats> Queries => [.. _queries];

    /// <summary>Whatever was refused because the double does not support it.</summary>
    public IReadOnlyList<string> Refusals => [.. _refusals];

    /// <summary>A transaction is aborted when it is open for longer; 60 seconds, as on a server.</summary>
    public TimeSpan TransactionLifetime
    {
        get => _deployment.TransactionLifetime;
        set => _deployment.TransactionLifetime = value;
    }

    /// <summary>How long a write outside of transactions waits for a transaction that holds its document; 10 seconds.</summary>
    public TimeSpan WriteWait
    {
        get => _deployment.WriteWait;
        set => _deployment.WriteWait = value;
    }

    /// <param name="time">For $currentDate, cluster times and the lifetime of transactions.</param>
    /// <param name="isStandalone">It says that it is no member of a replica set, and refuses nothing for that.</param>
    public static MongoDouble Start(TimeProvider? time = null, bool isStandalone = false) => new(time ?? TimeProvider.System, isStandalone);

    public void ClearQueries() => _queries.Clear();

    /// <summary>Aborts open transactions, as if their lifetime were over.</summary>
    /// <param name="client">Only those of the client with this application name; null for all.</param>
    public void ExpireTransactions(string? client = null)
    {
        lock (_deployment.Gate) _deployment.AbortAll(t => client is null || t.Client == client);
    }

    /// <summary>
    /// The member ceases to be the primary: open transactions are aborted, all connections closed, and commands answered by errors until
    /// <see cref="StepUp"/>.
    /// </summary>
    public void StepDown()
    {
        _deployment.StepDown();
        CloseConnections();
    }

    /// <summary>The member is elected again.</summary>
    public void StepUp() => _deployment.StepUp();

    public async Task StepDownForAsync(TimeSpan time)
    {
        StepDown();
        await Task.Delay(time);
        StepUp();
    }

    public void CloseConnections()
    {
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        CloseConnections();
        _stop.Dispose();
    }

    private void Note(QueryStats query)
    {
        _queries.Enqueue(query);
        if (_queries.Count > MaxQueries) _queries.TryDequeue(out _);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _ = ServeAsync(++_accepted, socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(long number, Socket socket)
    {
        using var connection = new ClientConnection(number, socket, _runner, Faults, _refusals.Enqueue);
        _connections[number] = connection;
        await connection.ServeAsync();
        _connections.TryRemove(number, out _);
    }
}
