using System.Text.RegularExpressions;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>The MongoDB that tests may use: <c>LEADSCORING_TEST_MONGODB</c> names it, and each test makes and drops a database of its own.</summary>
public static partial class MongoServer
{
    public const string Setting = "LEADSCORING_TEST_MONGODB";

    private static readonly Lazy<MongoClient> Client = new(() => new MongoClient(Url));

    /// <summary>Why these tests cannot run here; null when they can.</summary>
    public static string? SkipReason => Url is null ? $"{Setting} names no MongoDB server." : null;

    private static string? Url => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } url ? url : null;

    /// <summary>The server's connection string with another database.</summary>
    public static string Database(string name)
    {
        var parts = Parts().Match(Url!);
        return $"{parts.Groups["server"]}/{name}{parts.Groups["options"]}";
    }

    public static void Drop(string name) => Client.Value.DropDatabase(name);

    [GeneratedRegex(@"^(?<server>mongodb(\+srv)?://[^/?]+)(/[^?]*)?(?<options>\?.*)?$")]
    private static partial Regex Parts();
}
