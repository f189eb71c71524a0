namespace LeadScoring.Worker;

/// <summary>The name under which this process holds leases and receives entries; a restarted replica has the same.</summary>
public sealed class WorkerIdentity(IConfiguration configuration)
{
    private const string Key = "service.instance.id=";

    public string Name { get; } =
        (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(a => a.StartsWith(Key, StringComparison.Ordinal)) is { } attribute
            ? attribute[Key.Length..]
            : $"worker-{Guid.NewGuid():N}";
}
