namespace LeadScoring.Tests.Infrastructure;

/// <summary>The folder of sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LeadScoring.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
