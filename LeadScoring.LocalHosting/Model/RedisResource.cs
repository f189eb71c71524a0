namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server: a child process of ours, or one that the configuration names.</summary>
/// <param name="name">The name of the resource and of its connection string.</param>
/// <param name="externalConnectionString">A server that runs elsewhere; null to start one.</param>
public sealed class RedisResource(string name, string? externalConnectionString)
    : Resource(name), IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal const string PrimaryEndpointName = "tcp";

    /// <summary>True if the server runs elsewhere and is only checked, never started or stopped.</summary>
    public bool IsExternal => externalConnectionString is not null;

    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default)
        => ValueTask.FromResult<string?>(externalConnectionString ?? $"127.0.0.1:{this.Endpoint(PrimaryEndpointName).AllocatedPort}");
}
