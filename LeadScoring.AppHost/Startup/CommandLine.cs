using System.Runtime.CompilerServices;

namespace LeadScoring.AppHost.Startup;

/// <summary>The arguments after <c>./run</c>, and what is said when they, or settings, are wrong.</summary>
internal static class CommandLine
{
    /// <summary>Those of the product; Aspire's own begin with a small letter, and whatever has a colon is a configuration key.</summary>
    private static readonly string[] Known = ["API_PORT", "PORT", "WEB_PORT", "LEADSCORING_DATA", "REDIS_URL", "MONGODB_URI", "UseContainers"];

    /// <summary>Lets <c>--seed</c> stand alone, which the configuration would not see, and refuses what nobody would read.</summary>
    /// <exception cref="DistributedApplicationException">There is no such argument.</exception>
    public static string[] Normalize(string[] args)
    {
        foreach (var arg in args)
        {
            var name = arg.StartsWith("--", StringComparison.Ordinal) ? arg[2..].Split('=')[0] : "";
            if (name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && !name.Contains(':', StringComparison.Ordinal) && !name.StartsWith("OTEL_", StringComparison.Ordinal) && !Known.Contains(name))
                throw new DistributedApplicationException($"There is no argument '{arg}'. Those of the product are --seed, {string.Join(", ", Known.Select(k => $"--{k}=…"))}.");
        }

        return [.. args.Select(arg => arg == "--seed" ? "--seed=true" : arg)];
    }

    /// <summary>A wrong setting, found while the application is described, is told without a stack trace.</summary>
    [ModuleInitializer]
    internal static void TellUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not DistributedApplicationException wrong) return;
        Console.Error.WriteLine($"Cannot run: {wrong.Message}");
        Environment.Exit(1);
    };
}
