namespace LeadScoring.LocalHosting.Processes;

internal static class Executables
{
    /// <summary>The program's full path, or null if it is not on the PATH.</summary>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);

    /// <summary>The dotnet that this process runs on, so that children run on the same.</summary>
    public static string Dotnet
        => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : Find("dotnet") ?? "dotnet";
}
