using System.Globalization;
using Aspire.Hosting;

namespace LeadScoring.LocalHosting.Redis;

/// <summary>Translates <c>redis://[user:password@]host[:port][/db]</c> to StackExchange.Redis's form.</summary>
public static class RedisUrl
{
    /// <summary>
    /// <c>host:port[,user=…][,password=…][,defaultDatabase=N][,ssl=true]</c>; a value that is no redis:// or rediss:// URL is returned as it is.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The URL cannot be expressed.</exception>
    public static string ToConnectionString(string value)
    {
        if (!value.StartsWith("redis://", StringComparison.OrdinalIgnoreCase)
            && !value.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase)) return value;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw new DistributedApplicationException("REDIS_URL is not a URL of the form redis://[:password@]host[:port][/db].");

        var parts = new List<string> { $"{url.Host}:{(url.Port > 0 ? url.Port : 6379).ToString(CultureInfo.InvariantCulture)}" };
        var credentials = url.UserInfo.Split(':', 2);
        if (credentials is [{ Length: > 0 } user, _] && user != "default") parts.Add($"user={Safe(user)}");
        if (credentials is [_, { Length: > 0 } password]) parts.Add($"password={Safe(password)}");
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database) parts.Add($"defaultDatabase={Safe(database)}");
        if (string.Equals(url.Scheme, "rediss", StringComparison.OrdinalIgnoreCase)) parts.Add("ssl=true");
        return string.Join(',', parts);
    }

    private static string Safe(string escaped)
    {
        var text = Uri.UnescapeDataString(escaped);
        return text.Contains(',', StringComparison.Ordinal)
            ? throw new DistributedApplicationException("REDIS_URL holds a comma in its user, password or database, which a StackExchange.Redis connection string cannot express.")
            : text;
    }
}
