using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>Who the one member is.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="ReplicaSet">Null for a standalone server.</param>
internal sealed record MemberInfo(string Address, string? ReplicaSet);

/// <summary>What a driver or a person asks about the server.</summary>
internal sealed class ServerCommands(Deployment deployment, MemberInfo member)
{
    public const int MaxWireVersion = 21;
    public const string Version = "7.0.0";

    private static readonly ObjectId Origin = new("7fffffff0000000000000000");

    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("hello", Hello()),
        ("isMaster", Hello()),
        ("ismaster", Hello()),
        ("ping", Answer(_ => [])),
        ("buildInfo", Answer(_ => BuildInfo())),
        ("buildinfo", Answer(_ => BuildInfo())),
        ("getParameter", Answer(Parameter, "transactionLifetimeLimitSeconds", "featureCompatibilityVersion")),
        ("replSetGetStatus", Answer(_ => Status())),
        ("replSetInitiate", Answer(_ => throw new CommandException(ErrorCode.AlreadyInitialized, "already initialized"))),
    ];

    private static CommandSpecification Answer(Func<Request, BsonDocument> answer, params string[] options) =>
        new(r => Task.FromResult(new Reply(answer(r))), options) { NeedsPrimary = false };

    /// <summary>Drivers offer compression and backpressure, which a server need not take up.</summary>
    private CommandSpecification Hello() =>
        Answer(Hello, "helloOk", "client", "compression", "backpressure");

    /// <summary>Without a topology version, which makes the driver ask at intervals instead of waiting for an answer.</summary>
    private BsonDocument Hello(Request request)
    {
        var isPrimary = deployment.IsPrimary;
        var hello = new BsonDocument
        {
            { "helloOk", true },
            { request.Name == "hello" ? "isWritablePrimary" : "ismaster", isPrimary },
            { "secondary", !isPrimary },
        };
        if (member.ReplicaSet is not null)
        {
            hello.Add("setName", member.ReplicaSet).Add("setVersion", 1).Add("hosts", new BsonArray { member.Address }).Add("me", member.Address);
        }

        if (isPrimary && member.ReplicaSet is not null)
        {
            hello.Add("primary", member.Address);
            hello.Add("electionId", new ObjectId([.. Origin.ToByteArray()[..8], .. BitConverter.GetBytes(deployment.Election).Reverse()]));
        }

        var now = new BsonDateTime(deployment.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var opTime = new BsonDocument { { "ts", deployment.Root.Time }, { "t", 1L } };
        return hello.AddRange(new BsonDocument
        {
            { "lastWrite", new BsonDocument { { "opTime", opTime }, { "lastWriteDate", now }, { "majorityOpTime", opTime }, { "majorityWriteDate", now } } },
            { "maxBsonObjectSize", 16 * 1024 * 1024 },
            { "maxMessageSizeBytes", Wire.OpMessage.MaxBytes },
            { "maxWriteBatchSize", InsertCommand.MaxStatements },
            { "localTime", now },
            { "logicalSessionTimeoutMinutes", 30 },
            { "minWireVersion", 0 },
            { "maxWireVersion", MaxWireVersion },
            { "readOnly", false },
            { "connectionId", request.Connection }, // without it, the driver asks for it by a command of old
        });
    }

    private static BsonDocument BuildInfo() => new()
    {
        { "version", Version },
        { "versionArray", new BsonArray(Version.Split('.').Select(v => (BsonValue)int.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).Append(0)) },
        { "maxBsonObjectSize", 16 * 1024 * 1024 },
        { "modules", new BsonArray() },
        { "testDouble", true },
    };

    private BsonDocument Parameter(Request request) => new(request.Body.Names.Skip(1).Where(n => n is "transactionLifetimeLimitSeconds" or "featureCompatibilityVersion").Select(name =>
        name == "featureCompatibilityVersion"
            ? new BsonElement(name, new BsonDocument("version", "7.0"))
            : new BsonElement(name, (int)deployment.TransactionLifetime.TotalSeconds)));

    private BsonDocument Status() => new()
    {
        { "set", member.ReplicaSet ?? "" },
        { "date", new BsonDateTime(deployment.Time.GetUtcNow().ToUnixTimeMilliseconds()) },
        { "myState", deployment.IsPrimary ? 1 : 2 },
        { "term", (long)deployment.Election },
        {
            "members", new BsonArray
            {
                new BsonDocument
                {
                    { "_id", 0 },
                    { "name", member.Address },
                    { "health", 1.0 },
                    { "state", deployment.IsPrimary ? 1 : 2 },
                    { "stateStr", deployment.IsPrimary ? "PRIMARY" : "SECONDARY" },
                    { "self", true },
                }
            }
        },
    };
}
