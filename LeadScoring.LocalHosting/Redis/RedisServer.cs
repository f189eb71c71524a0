using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;

namespace LeadScoring.LocalHosting.Redis;

/// <summary>How a redis-server child process is started.</summary>
internal static class RedisServer
{
    /// <exception cref="DistributedApplicationException">redis-server is not installed.</exception>
    public static ProcessSpec Spec(RedisResource redis)
    {
        var program = Executables.Find("redis-server") ?? throw new DistributedApplicationException(
            "redis-server was not found on the PATH. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis; "
            + $"Fedora: dnf install redis), or set ConnectionStrings__{redis.Name} or REDIS_URL to a Redis that runs elsewhere.");
        var data = redis.Annotations.OfType<DataFolderAnnotation>().LastOrDefault()?.Path;
        var folder = Directory.CreateDirectory(data ?? Path.GetTempPath()).FullName;
        return new ProcessSpec(program, [.. Arguments(redis, folder, durable: data is not null)], folder, new Dictionary<string, string>());
    }

    private static IEnumerable<string> Arguments(RedisResource redis, string folder, bool durable)
    {
        var port = redis.Endpoint(RedisResource.PrimaryEndpointName).AllocatedPort.ToString(CultureInfo.InvariantCulture);
        return
        [
            "--bind", "127.0.0.1", "--port", port, "--dir", folder, "--daemonize", "no", "--loglevel", "warning", "--save", "",
            "--appendonly", durable ? "yes" : "no", "--appendfsync", "always",
        ];
    }
}
