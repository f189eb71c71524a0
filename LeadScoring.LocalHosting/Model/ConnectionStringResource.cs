namespace Aspire.Hosting.ApplicationModel;

/// <summary>A connection string taken from the configuration; it has no process and is healthy at once.</summary>
/// <param name="name">The name of the resource and of the configured connection string.</param>
/// <param name="value">Reads the value when it is needed.</param>
public sealed class ConnectionStringResource(string name, Func<string?> value)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default)
        => ValueTask.FromResult(value());
}
