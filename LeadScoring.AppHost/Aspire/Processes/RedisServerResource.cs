namespace LeadScoring.AppHost;

/// <summary>A <c>redis-server</c> child process.</summary>
internal sealed class RedisServerResource(string name, string folder)
    : ExecutableResource(name, "redis-server", folder), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    private EndpointReference? _endpoint;

    public EndpointReference Endpoint => _endpoint ??= new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression
        => ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)}");

    /// <summary>Host and port, once they are known.</summary>
    public string? Address { get; set; }
}
