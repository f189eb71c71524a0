using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LeadScoring.LocalHosting.Health;

namespace LeadScoring.LocalHosting.Redis;

/// <summary>PING over a raw connection; a server that is still loading its data is not healthy.</summary>
internal sealed class RedisProbe(string host, int port, string? user = null, string? password = null) : IHealthProbe
{
    private string Target => $"PING {host}:{port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A probe for a StackExchange.Redis connection string; null if it needs TLS or more than one host.</summary>
    public static RedisProbe? For(string connectionString)
    {
        var parts = connectionString.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var hosts = parts.Where(p => !p.Contains('=', StringComparison.Ordinal)).ToArray();
        var options = parts.Where(p => p.Contains('=', StringComparison.Ordinal)).Select(p => p.Split('=', 2))
            .ToLookup(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        if (hosts.Length != 1 || options["ssl"].Contains("true", StringComparer.OrdinalIgnoreCase)) return null;
        var colon = hosts[0].LastIndexOf(':');
        var port = 6379;
        if (colon > 0 && !int.TryParse(hosts[0][(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)) return null;
        var host = colon > 0 ? hosts[0][..colon].Trim('[', ']') : hosts[0];
        return new RedisProbe(host, port, options["user"].FirstOrDefault(), options["password"].FirstOrDefault());
    }

    public async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            if (password is not null)
            {
                await SendAsync(stream, user is null ? ["AUTH", password] : ["AUTH", user, password], cancellationToken);
                if (await reader.ReadLineAsync(cancellationToken) is not "+OK") return HealthReport.Unhealthy($"{Target}: the password was refused");
            }

            await SendAsync(stream, ["PING"], cancellationToken);
            var answer = await reader.ReadLineAsync(cancellationToken);
            return answer is "+PONG" ? HealthReport.Healthy : HealthReport.Unhealthy($"{Target} answered {answer ?? "nothing"}");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return HealthReport.Unhealthy($"{Target}: {e.Message}");
        }
    }

    private static async Task SendAsync(NetworkStream stream, string[] command, CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"*{command.Length}\r\n");
        foreach (var word in command)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }
}
