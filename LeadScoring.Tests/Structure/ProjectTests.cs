using System.Xml.Linq;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Structure;

/// <summary>The shape that docs/architecture.md describes: what may reference what, and folders in which one finds things.</summary>
public sealed class ProjectTests
{
    private const int MaxFilesInFolder = 16;
    private static readonly string Root = Repository.Root;

    [Theory]
    [InlineData("Core", "")]
    [InlineData("Contracts", "Core")]
    [InlineData("Streams", "Core")]
    [InlineData("Storage", "Core")]
    [InlineData("Api", "Contracts Core ServiceDefaults Storage Streams")]
    [InlineData("Worker", "Core ServiceDefaults Storage Streams")]
    [InlineData("Web", "Contracts Core ServiceDefaults Streams")]
    public void A_project_references_only_the_projects_below_it(string project, string allowed) =>
        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), References(project).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Core", "Microsoft.Data.Sqlite", "MongoDB.Driver", "StackExchange.Redis", "Microsoft.AspNetCore.App")]
    [InlineData("Contracts", "Microsoft.Data.Sqlite", "MongoDB.Driver", "StackExchange.Redis", "Microsoft.AspNetCore.App")]
    [InlineData("Streams", "Microsoft.Data.Sqlite", "MongoDB.Driver")]
    [InlineData("Storage", "StackExchange.Redis")]
    [InlineData("Web", "Microsoft.Data.Sqlite", "MongoDB.Driver")]
    [InlineData("Api", "Bogus")]
    public void A_project_and_what_it_references_are_free_of_drivers_that_are_not_theirs(string project, params string[] banned) =>
        Assert.Empty(References(project).Append(project).SelectMany(Packages).Intersect(banned));

    [Fact]
    public void No_folder_has_more_files_than_one_can_take_in_at_a_glance()
    {
        var crowded = Directory.EnumerateDirectories(Root, "LeadScoring.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !IsGenerated(file))
            .GroupBy(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!))
            .Where(folder => folder.Count() > MaxFilesInFolder)
            .Select(folder => $"{folder.Key}: {folder.Count()} files");
        Assert.Empty(crowded);
    }

    private static bool IsGenerated(string file) =>
        Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar) is var parts && (parts[1] == "bin" || parts[1] == "obj");

    /// <summary>Direct and indirect ones, without the prefix.</summary>
    private static HashSet<string> References(string project)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in Items(next, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))["LeadScoring.".Length..]))
            {
                if (found.Add(reference)) open.Push(reference);
            }
        }

        return found;
    }

    private static IEnumerable<string> Packages(string project) => Items(project, "PackageReference").Concat(Items(project, "FrameworkReference"));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Root, $"LeadScoring.{project}", $"LeadScoring.{project}.csproj"))
            .Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
