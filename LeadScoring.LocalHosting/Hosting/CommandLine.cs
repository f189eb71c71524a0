namespace Aspire.Hosting;

internal static class CommandLine
{
    /// <summary>
    /// Lets a flag stand alone: the configuration provider would take the argument after <c>--seed</c> for its value.
    /// </summary>
    public static string[] Normalize(IReadOnlyList<string> args)
        => [.. args.Select((arg, i) => IsFlag(args, i) ? $"{arg}=true" : arg)];

    private static bool IsFlag(IReadOnlyList<string> args, int i)
        => args[i].StartsWith("--", StringComparison.Ordinal)
            && !args[i].Contains('=', StringComparison.Ordinal)
            && (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal));
}
