namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on, on loopback only.</summary>
/// <param name="name">The endpoint's name; part of <c>services__{resource}__{name}__0</c>.</param>
/// <param name="uriScheme">http or tcp.</param>
/// <param name="port">A fixed port, or null for any free one.</param>
public sealed class EndpointAnnotation(string name, string uriScheme, int? port) : IResourceAnnotation
{
    /// <summary>The endpoint's name.</summary>
    public string Name { get; } = name;

    /// <summary>http or tcp.</summary>
    public string UriScheme { get; } = uriScheme;

    /// <summary>The port asked for; null for any free one.</summary>
    public int? Port { get; } = port;

    /// <summary>Whether people open this endpoint, which lists it in the start-up table. It is on loopback all the same.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The port in use, known once the application is built.</summary>
    public int AllocatedPort { get; internal set; }

    /// <summary>
    /// The address. A fixed port is listened on as localhost (IPv4 and IPv6), since people type it; a chosen one on 127.0.0.1.
    /// </summary>
    public Uri Uri => new($"{UriScheme}://{(Port is null ? "127.0.0.1" : "localhost")}:{AllocatedPort}");
}
