using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LeadScoring.AppHost.Services;

/// <summary>Ports that stay the same from start to start.</summary>
internal static class FixedPorts
{
    private const string Randomize = "DcpPublisher:RandomizePorts";

    /// <summary>
    /// An endpoint without Aspire's proxy, which would cost every request a hop. The first of the settings that is given changes the port; tests get any.
    /// </summary>
    /// <exception cref="DistributedApplicationException">A setting holds no port number, or the port is taken.</exception>
    public static IResourceBuilder<ProjectResource> WithFixedHttpEndpoint(this IResourceBuilder<ProjectResource> service, int port, params string[] settings)
    {
        var builder = service.ApplicationBuilder;
        var setting = settings.FirstOrDefault(s => !string.IsNullOrWhiteSpace(builder.Configuration[s]));
        var chosen = setting is null ? port : Parse(setting, builder.Configuration[setting]);
        if (builder.ExecutionContext.IsPublishMode) return service.WithHttpEndpoint(chosen).WithExternalHttpEndpoints();
        if (builder.Configuration.GetValue<bool>(Randomize) && setting is null) return service.WithHttpEndpoint(isProxied: false);
        if (!IsFree(chosen)) throw new DistributedApplicationException($"Port {chosen}, which '{service.Resource.Name}' listens on, is in use. Free it, or set {settings[0]} to another port.");
        return service.WithHttpEndpoint(chosen, isProxied: false);
    }

    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>A port that is free now.</summary>
    public static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static int Parse(string setting, string? value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new DistributedApplicationException($"{setting} must be a port number from 1 to 65535, not '{value}'.");

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressNotAvailable; // A machine may know IPv6 and have no ::1.
        }
    }
}
