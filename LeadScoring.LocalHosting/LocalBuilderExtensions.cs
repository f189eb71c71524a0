using System.Globalization;
using Aspire.Hosting;
using LeadScoring.LocalHosting.Data;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.LocalHosting;

/// <summary>What only local mode can say: fixed ports that settings change, and one data folder for everything.</summary>
public static class LocalBuilderExtensions
{
    /// <summary>
    /// The port that the first configured of the settings gives, else the default. Under a test the default is any free port (null).
    /// </summary>
    /// <exception cref="DistributedApplicationException">A setting holds no port number.</exception>
    public static int? UsePort(this IDistributedApplicationBuilder builder, int defaultPort, params string[] settings)
    {
        var local = LocalOf(builder);
        var setting = settings.FirstOrDefault(s => !string.IsNullOrWhiteSpace(builder.Configuration[s]));
        if (setting is null && local.IsTest) return null;
        var port = setting is null ? defaultPort : Parse(setting, builder.Configuration[setting]!);
        local.PortSettings[port] = setting ?? settings[0];
        return port;
    }

    /// <summary>
    /// The folder that everything is kept in, as an absolute path: the setting's value, else the default under the current
    /// directory, else (under a test) a new one that is removed at the end. The first call decides; later ones return the same.
    /// </summary>
    public static string UseDataFolder(
        this IDistributedApplicationBuilder builder, string setting = "LocalHosting:DataFolder", string defaultPath = ".data")
    {
        var local = LocalOf(builder);
        local.DataFolder ??= builder.Configuration[setting] is { Length: > 0 } path ? new DataFolder(path, setting)
            : local.IsTest ? DataFolder.Temporary()
            : new DataFolder(defaultPath, setting);
        return local.DataFolder.Path;
    }

    private static LocalSettings LocalOf(IDistributedApplicationBuilder builder)
        => (builder as ILocalBuilder)?.Local ?? throw new ArgumentException("Not a local builder.", nameof(builder));

    private static int Parse(string setting, string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new DistributedApplicationException($"{setting} must be a port number from 1 to 65535, not '{value}'.");
}
