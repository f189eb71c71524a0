using System.Text.RegularExpressions;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>The MongoDB that tests may use: <c>LEADSCORING_TEST_MONGODB</c> names it, and each test makes and drops a database of its own.</summary>
public static partial class MongoServer
{
    public const string Setting = "LEADSCORING_TEST_MONGODB";

    private static string? Url => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } url ? url : null;

    /// <summary>Why these tests cannot run here; null when they can.</summary>
    public static string? SkipReason => !HasDriver ? "This build has no MongoDB driver: build with UseMongoDB=true."
        : Url is null ? $"{Setting} names no MongoDB server."
        : null;

    public static bool HasDriver => Type.GetType("LeadScoring.Core.Mongo.MongoStoreRegistration, LeadScoring.Core") is not null;

    /// <summary>The server's connection string with another database.</summary>
    public static string Database(string name)
    {
        var parts = Parts().Match(Url!);
        return $"{parts.Groups["server"]}/{name}{parts.Groups["options"]}";
    }

    public static void Drop(string name) => DropDatabase(name);

    /// <summary>Does something only where the driver is referenced.</summary>
    static partial void DropDatabase(string name);

    [GeneratedRegex(@"^(?<server>mongodb(\+srv)?://[^/?]+)(/[^?]*)?(?<options>\?.*)?$")]
    private static partial Regex Parts();
}
