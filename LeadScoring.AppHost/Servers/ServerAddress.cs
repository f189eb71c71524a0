using System.Globalization;

namespace LeadScoring.AppHost.Servers;

/// <summary>The values of <c>REDIS_URL</c> and <c>MONGODB_URI</c>, as connection strings.</summary>
internal static class ServerAddress
{
    /// <summary>
    /// <c>redis://[user:password@]host[:port][/db]</c> in StackExchange.Redis's form:
    /// <c>host:port[,user=…][,password=…][,defaultDatabase=N][,ssl=true]</c>. A value that is no redis:// or rediss:// URL is returned as it is.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The URL cannot be expressed.</exception>
    public static string OfRedis(string value)
    {
        if (!value.StartsWith("redis://", StringComparison.OrdinalIgnoreCase)
            && !value.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase)) return value;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw new DistributedApplicationException("REDIS_URL is not a URL of the form redis://[:password@]host[:port][/db].");

        var parts = new List<string> { $"{url.Host}:{(url.Port > 0 ? url.Port : 6379).ToString(CultureInfo.InvariantCulture)}" };
        var credentials = url.UserInfo.Split(':', 2);
        if (credentials is [{ Length: > 0 } user, _] && user != "default") parts.Add($"user={Unescape(user)}");
        if (credentials is [_, { Length: > 0 } password]) parts.Add($"password={Unescape(password)}");
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database) parts.Add($"defaultDatabase={Unescape(database)}");
        if (string.Equals(url.Scheme, "rediss", StringComparison.OrdinalIgnoreCase)) parts.Add("ssl=true");
        return string.Join(',', parts);
    }

    /// <exception cref="DistributedApplicationException">It is no MongoDB connection string.</exception>
    public static string OfMongo(string value)
        => value.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase)
            ? value
            : throw new DistributedApplicationException("MONGODB_URI must have the form mongodb://[user:password@]host[:port]/database (or mongodb+srv://…).");

    private static string Unescape(string escaped)
    {
        var text = Uri.UnescapeDataString(escaped);
        return text.Contains(',', StringComparison.Ordinal)
            ? throw new DistributedApplicationException("REDIS_URL holds a comma in its user, password or database, which a StackExchange.Redis connection string cannot express.")
            : text;
    }
}
