namespace LeadScoring.AppHost.Servers;

/// <summary>
/// MongoDB in a container, as a replica set of one node: transactions need a replica set. On Aspire's core API; a decision record says how
/// Aspire.Hosting.MongoDB takes its place.
/// </summary>
internal static class MongoContainer
{
    private const string ReplicaSet = "rs0";
    private const string KeyFolder = "/etc";
    private const string KeyFile = "leadscoring-mongo.key";

    /// <summary>The user that mongod runs as in the image; it refuses a key file that others could read.</summary>
    private const int MongodUser = 999;

    /// <summary>The data files in the volume belong to this version: a newer one needs MongoDB's own steps of upgrading.</summary>
    private const string Tag = "8.3";

    public static IResourceBuilder<MongoServerResource> AddMongoContainer(this IDistributedApplicationBuilder builder, string name)
    {
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var key = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-key", special: false);
        var server = new MongoServerResource(name, password, builder.ExecutionContext.IsPublishMode ? $"replicaSet={ReplicaSet}" : "directConnection=true");
        var check = $"{name}_check";
        builder.Services.AddSingleton(_ => new ReplicaSetHealthCheck(() => server.Address, ReplicaSet)); // one, with one client
        builder.Services.AddHealthChecks().Add(new(check, services => services.GetRequiredService<ReplicaSetHealthCheck>(), null, null));
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(server, async (_, ct) => server.Address = await server.ConnectionStringExpression.GetValueAsync(ct));
        return builder.AddResource(server)
            .WithImage("library/mongo", Tag).WithImageRegistry("docker.io")
            .WithEndpoint(targetPort: 27017, name: MongoServerResource.EndpointName, scheme: "tcp")
            .WithEnvironment("MONGO_INITDB_ROOT_USERNAME", MongoServerResource.User)
            .WithEnvironment("MONGO_INITDB_ROOT_PASSWORD", password)
            .WithArgs("--replSet", ReplicaSet, "--bind_ip_all", "--keyFile", $"{KeyFolder}/{KeyFile}", "--setParameter", "transactionLifetimeLimitSeconds=20")
            .WithContainerFiles(KeyFolder, async (_, ct) => [await KeyAsync(key, ct)], MongodUser, MongodUser)
            .WithVolume(VolumeNameGenerator.Generate(builder.CreateResourceBuilder(server), "data"), "/data/db")
            .WithIconName("DatabaseMultiple")
            .WithHealthCheck(check);
    }

    /// <summary>A database on the server, named as the resource is.</summary>
    public static IResourceBuilder<MongoDatabaseResource> AddDatabase(this IResourceBuilder<MongoServerResource> server, string name)
        => server.ApplicationBuilder.AddResource(new MongoDatabaseResource(name, server.Resource)).WithIconName("Database");

    /// <summary>With a user, members of a replica set know each other by a key; it stays the same as long as the volume does.</summary>
    private static async Task<ContainerFileSystemItem> KeyAsync(ParameterResource key, CancellationToken ct)
        => new ContainerFile { Name = KeyFile, Contents = await key.GetValueAsync(ct), Mode = UnixFileMode.UserRead };
}

/// <summary>A MongoDB server in a container.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">Of the user <see cref="User"/>.</param>
/// <param name="topology">
/// How clients connect. Where AppHost runs: directly, because the address that the member knows itself by is the container's own. Published, clients share its network
/// and know it by its name: by the replica set, which more members can join.
/// </param>
internal sealed class MongoServerResource(string name, ParameterResource password, string topology) : ContainerResource(name), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";
    public const string User = "admin";

    private EndpointReference? _endpoint;

    public EndpointReference Endpoint => _endpoint ??= new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression => ConnectionString("");

    /// <summary>Where it is, once that is known.</summary>
    public string? Address { get; set; }

    public ReferenceExpression ConnectionString(string database) => ReferenceExpression.Create(
        $"mongodb://{User}:{password}@{Endpoint.Property(EndpointProperty.HostAndPort)}/{database}?authSource=admin&{topology}");
}

/// <summary>A database on that server.</summary>
internal sealed class MongoDatabaseResource(string name, MongoServerResource server)
    : Resource(name), IResourceWithParent<MongoServerResource>, IResourceWithConnectionString
{
    public MongoServerResource Parent => server;

    public ReferenceExpression ConnectionStringExpression => server.ConnectionString(Name);
}
