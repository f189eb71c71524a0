using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting;

namespace LeadScoring.LocalHosting.Network;

/// <summary>
/// Chooses loopback ports below the range that the system takes for outgoing connections: a port there could be taken while
/// the process that owns it is being restarted.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last);
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }

        throw new DistributedApplicationException($"No free port between {First} and {Last} was found.");
    }

    public static bool IsFree(int port)
        => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

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
            // A machine may know IPv6 and have no ::1.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
