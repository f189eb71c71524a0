using System.Runtime.CompilerServices;

namespace LeadScoring.AppHost.Startup;

/// <summary>The arguments after <c>./run</c>, and how wrong ones, and wrong settings, are reported.</summary>
internal static class CommandLine
{
    /// <summary>Those of the product; Aspire's own begin with a small letter.</summary>
    private static readonly string[] Known = ["API_PORT", "PORT", "WEB_PORT", "LEADSCORING_DATA", "REDIS_URL", "MONGODB_URI", "UseContainers"];

    /// <summary>Configuration that this host, Aspire or the telemetry of services reads.</summary>
    private static readonly string[] KnownPrefixes = ["ConnectionStrings:", "Parameters:", "DcpPublisher:", "AppHost:", "Logging:", "ASPIRE_", "OTEL_"];

    /// <summary>Gives <c>--seed</c> the value that the configuration needs, and refuses arguments that nothing reads.</summary>
    /// <exception cref="DistributedApplicationException">There is no such argument.</exception>
    public static string[] Normalize(string[] args)
    {
        foreach (var arg in args)
        {
            var name = arg.StartsWith("--", StringComparison.Ordinal) ? arg[2..].Split('=')[0] : "";
            if (name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && !Known.Contains(name) && !KnownPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                throw new DistributedApplicationException($"There is no argument '--{name}'. Those of the product are --seed, {string.Join(", ", Known.Select(k => $"--{k}=…"))}; settings of the services are environment variables.");
        }

        return [.. args.Select(arg => arg == "--seed" ? "--seed=true" : arg)];
    }

    /// <summary>A wrong setting, found while the application is described, is reported without a stack trace.</summary>
    [ModuleInitializer]
    internal static void ReportUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not DistributedApplicationException wrong) return;
        Console.Error.WriteLine($"Cannot run: {wrong.Message}");
        Environment.Exit(1);
    };
}
