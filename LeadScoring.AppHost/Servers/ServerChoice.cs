namespace LeadScoring.AppHost.Servers;

/// <summary>
/// What is behind "redis" and "leadscoring", decided when the host starts: a server whose address is given, else a container if an
/// engine answers, else a process of ours and an embedded file.
/// </summary>
internal sealed class ServerChoice(IDistributedApplicationBuilder builder) : IDisposable
{
    private const string ContainersSetting = "UseContainers";
    private const string FolderSetting = "LEADSCORING_DATA";

    private const string RuntimeSetting = "DcpPublisher:ContainerRuntime";

    private readonly List<string> _chosen = [];
    private ContainerEngine? _engine;
    private DataFolder? _data;

    /// <summary>The choice in one line, for people.</summary>
    public string Description => string.Join("; ", _chosen) + (_engine is { } engine ? $" ({engine.Reason})" : "");

    private string DefaultPath => Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".data"));

    private string DataPath => builder.Configuration[FolderSetting] is { Length: > 0 } given ? Path.GetFullPath(given) : DefaultPath;

    /// <summary>True when containers would have been used, had an engine answered.</summary>
    public bool MissesEngine => _engine is { Answers: false, WasAsked: true };

    /// <summary>A Redis that has on disk what it acknowledges.</summary>
    /// <exception cref="DistributedApplicationException"><c>REDIS_URL</c> is wrong, or an engine is demanded and none answers, or redis-server is missing.</exception>
    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        if (IsElsewhere(name, "REDIS_URL", ServerAddress.OfRedis)) return AddElsewhere(name, "Redis");
        if (UsesContainers())
        {
            LockVolumes();
            _chosen.Add("Redis: a container");
            return builder.AddRedisContainer(name);
        }

        RedisServers.RequireProgram(Environment.GetEnvironmentVariable("PATH"));
        var folder = Directory.CreateDirectory(Path.Combine(Data(), name)).FullName;
        RedisServers.AwaitEndOfEarlier(folder);
        _chosen.Add($"Redis: redis-server, files in {folder}");
        return builder.AddRedisProcess(name, folder);
    }

    /// <summary>The store: MongoDB, or an embedded SQLite file.</summary>
    /// <exception cref="DistributedApplicationException"><c>MONGODB_URI</c> is wrong, or an engine is demanded and none answers.</exception>
    public IResourceBuilder<IResourceWithConnectionString> AddStore(string name)
    {
        if (IsElsewhere(name, "MONGODB_URI", ServerAddress.OfMongo)) return AddElsewhere(name, "Store");
        if (UsesContainers())
        {
            LockVolumes();
            _chosen.Add("Store: MongoDB in a container" + (EarlierFile(name) is { } earlier ? $" (the one of earlier runs without containers is {earlier}: UseContainers=false)" : ""));
            return builder.AddMongoContainer("mongo").AddDatabase(name);
        }

        var file = Path.Combine(Data(), name + ".db");
        _chosen.Add($"Store: SQLite, {file}");
        return builder.AddConnectionString(name, ReferenceExpression.Create($"Data Source={file}")).WithIconName("Database");
    }

    /// <summary>Unlocks the data folder.</summary>
    public void Dispose() => _data?.Dispose();

    /// <summary>True when <c>ConnectionStrings__{name}</c> or the setting names a server; afterwards the former does.</summary>
    private bool IsElsewhere(string name, string setting, Func<string, string> translate)
    {
        var key = $"ConnectionStrings:{name}";
        if (!string.IsNullOrWhiteSpace(builder.Configuration[key])) return true;
        if (builder.Configuration[setting] is not { } value || string.IsNullOrWhiteSpace(value)) return false;
        builder.Configuration[key] = translate(value);
        return true;
    }

    private IResourceBuilder<IResourceWithConnectionString> AddElsewhere(string name, string what)
    {
        _chosen.Add($"{what}: at the address given");
        return builder.AddConnectionString(name).WithIconName("CloudDatabase");
    }

    private bool UsesContainers()
    {
        if (_engine is not null) return _engine.Answers;
        _engine = ContainerEngine.Find(builder.Configuration[ContainersSetting], builder.Configuration[RuntimeSetting] ?? builder.Configuration["ASPIRE_CONTAINER_RUNTIME"], builder.ExecutionContext.IsPublishMode);
        if (_engine.Name is { } name) builder.Configuration[RuntimeSetting] = name; // else Aspire looks by itself, and may find another
        return _engine.Answers;
    }

    /// <summary>The data folder, locked until this process ends.</summary>
    private string Data() => Acquire(DataPath);

    /// <summary>Volumes belong to this folder of sources, whatever the data folder is: two hosts on them would be two servers on the same files.</summary>
    private void LockVolumes()
    {
        if (!builder.ExecutionContext.IsPublishMode) Acquire(DefaultPath);
    }

    private string Acquire(string path)
    {
        if (_data is not null) return _data.Path;
        _data = new DataFolder(path, FolderSetting);
        _data.Acquire();
        return _data.Path;
    }

    private string? EarlierFile(string name) => Path.Combine(DataPath, name + ".db") is var file && File.Exists(file) ? file : null;
}
