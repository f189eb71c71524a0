namespace LeadScoring.Worker.Hosting;

/// <summary>
/// This worker's name in leases and consumer groups. A replica that is restarted keeps its name (the service instance id
/// that its host gives it), and so has its lease and its pending entries back at once.
/// </summary>
internal sealed record WorkerIdentity(string Name)
{
    private const string Attribute = "service.instance.id=";

    public static WorkerIdentity From(IConfiguration configuration)
    {
        var attributes = (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.TrimEntries);
        var given = attributes.FirstOrDefault(a => a.StartsWith(Attribute, StringComparison.Ordinal))?[Attribute.Length..];
        return new(string.IsNullOrEmpty(given) ? $"{Environment.MachineName}-{Guid.NewGuid():N}" : given);
    }
}
