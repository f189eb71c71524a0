using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Faults;

/// <summary>A command that arrived. Those by which a driver watches the server (hello and its older names) are not counted among them.</summary>
/// <param name="Name">As in "insert".</param>
/// <param name="Database">The database's name.</param>
/// <param name="Collection">Null for a command that has none.</param>
/// <param name="IsInTransaction">True for its commit and abort too.</param>
/// <param name="Client">The application name of the client, empty when it gave none.</param>
/// <param name="Connection">A number for each connection.</param>
/// <param name="Document">The whole command.</param>
public sealed record CommandSeen(
    string Name, string Database, string? Collection, bool IsInTransaction, string Client, long Connection, BsonDocument Document);

/// <summary>Which commands a fault meets.</summary>
/// <param name="Command">The command's name; null for any.</param>
/// <param name="Collection">The collection's name; null for any.</param>
public sealed record On(string? Command = null, string? Collection = null)
{
    public static readonly On Any = new();

    public string? Database { get; init; }

    /// <summary>The client's application name; null for any.</summary>
    public string? Client { get; init; }

    public Func<CommandSeen, bool> Where { get; init; } = _ => true;

    /// <summary>The n-th such command from now on, counted from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>It and all after it until the fault is disposed; otherwise only that one.</summary>
    public bool Repeats { get; init; }

    public bool Is(CommandSeen command) =>
        (Command ?? command.Name) == command.Name && (Collection ?? command.Collection) == command.Collection
        && (Database ?? command.Database) == command.Database && (Client ?? command.Client) == command.Client && Where(command);
}
