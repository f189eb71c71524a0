namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>A command that the double knows.</summary>
/// <param name="Run">What it does.</param>
/// <param name="Options">The fields that it understands, or may ignore without harm, besides those of all commands.</param>
internal sealed record CommandSpecification(Func<Request, Task<Reply>> Run, params IReadOnlyList<string> Options)
{
    /// <summary>Fields of any command. The read preference does not matter with one member.</summary>
    private static readonly HashSet<string> Common =
        ["$db", "lsid", "$clusterTime", "$readPreference", "txnNumber", "autocommit", "startTransaction", "comment", "maxTimeMS"];

    private readonly HashSet<string> _options = [.. Options];

    public bool IsAllowedInTransaction { get; init; }

    /// <summary>Whether a driver may send it with a transaction number of its own, to repeat it.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>False for what a member answers without being the primary.</summary>
    public bool NeedsPrimary { get; init; } = true;

    public void Check(Request request)
    {
        foreach (var field in request.Body.Names.Skip(1))
        {
            if (!Common.Contains(field) && !_options.Contains(field))
            {
                throw new CommandException(
                    ErrorCode.UnknownField, $"BSON field '{request.Name}.{field}' is an unknown field, or one that the MongoDB double does not support.");
            }
        }
    }
}

/// <summary>The commands by their names.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, CommandSpecification> _commands = new(StringComparer.Ordinal);

    public CommandTable(Deployment deployment, MemberInfo member, Action<QueryStats> stats)
    {
        var sessions = new SessionTable(deployment);
        var writes = new WriteStatements(deployment);
        var cursors = new CursorTable();
        AddAll(new ServerCommands(deployment, member).All);
        AddAll(new SessionCommands(deployment, sessions, cursors).All);
        AddAll(new QueryCommands(deployment, cursors, stats).All);
        AddAll(new CursorCommands(cursors).All);
        AddAll(new InsertCommand(writes).All);
        AddAll(new UpdateCommands(writes, stats).All);
        AddAll(new FindAndModifyCommand(writes, stats).All);
        AddAll(new CatalogCommands(deployment, writes, cursors).All);
        AddAll(new IndexCommands(deployment, writes, cursors).All);
        Sessions = sessions;
    }

    public SessionTable Sessions { get; }

    public CommandSpecification Find(string name) => _commands.GetValueOrDefault(name)
        ?? throw new CommandException(ErrorCode.CommandNotFound, $"no such command: '{name}'. The MongoDB double does not support it.");

    private void AddAll(IEnumerable<(string Name, CommandSpecification Specification)> commands)
    {
        foreach (var (name, specification) in commands) _commands.Add(name, specification);
    }
}
