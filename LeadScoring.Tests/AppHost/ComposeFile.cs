using System.Text.RegularExpressions;
using LeadScoring.Tests.Infrastructure;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LeadScoring.Tests.AppHost;

/// <summary>deploy/compose.yaml. A key of a service that no property stands for is an error: nothing gets past the comparison with the app model.</summary>
internal sealed partial class ComposeFile
{
    public string Name { get; init; } = "";

    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public Dictionary<string, object?> Volumes { get; init; } = [];

    [YamlMember(Alias = "x-server", ApplyNamingConventions = false)]
    public object? Server { get; init; }

    [YamlMember(Alias = "x-service", ApplyNamingConventions = false)]
    public object? Service { get; init; }

    [YamlMember(Alias = "x-environment", ApplyNamingConventions = false)]
    public object? Environment { get; init; }

    [YamlMember(Alias = "x-store", ApplyNamingConventions = false)]
    public object? Store { get; init; }

    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    public static string Text { get; } = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));

    public static ComposeFile Read() => new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(Text))));

    /// <summary>With defaults in place of variables that have one, without the messages of those that must be given, and <c>$</c> for <c>$$</c>.</summary>
    public static string Plain(string value) => Variable()
        .Replace(value, v => v.Groups["default"].Success ? v.Groups["default"].Value : $"${{{v.Groups["name"].Value}}}")
        .Replace("$$", "$", StringComparison.Ordinal);

    /// <summary>The variables without which Compose refuses to start.</summary>
    public static IEnumerable<string> RequiredVariables() => Variable().Matches(Text).Where(v => v.Groups["message"].Success).Select(v => v.Groups["name"].Value);

    /// <summary>All variables that have no default.</summary>
    public static IEnumerable<string> VariablesWithoutDefault() => Variable().Matches(Text).Where(v => !v.Groups["default"].Success).Select(v => v.Groups["name"].Value);

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(:-(?<default>[^}]*)|:\?(?<message>[^}]+))?\}")]
    private static partial Regex Variable();
}

internal sealed class ComposeService
{
    public string Image { get; init; } = "";

    public string? User { get; init; }

    public string? Restart { get; init; }

    public string? StopGracePeriod { get; init; }

    public List<string> SecurityOpt { get; init; } = [];

    public List<string> CapDrop { get; init; } = [];

    public List<string> Entrypoint { get; init; } = [];

    public List<string> Command { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    public List<string> Volumes { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public Dictionary<string, Dictionary<string, string>> DependsOn { get; init; } = [];

    public Dictionary<string, int> Deploy { get; init; } = [];

    public List<Dictionary<string, string>> EnvFile { get; init; } = [];

    public ComposeHealthCheck? Healthcheck { get; init; }

    public object? Logging { get; init; }
}

internal sealed class ComposeHealthCheck
{
    public List<string> Test { get; init; } = [];

    public string? Interval { get; init; }

    public string? Timeout { get; init; }

    public int Retries { get; init; }

    public string? StartPeriod { get; init; }

    /// <summary>What is run in the container: the last argument is a script, of a shell or of mongosh.</summary>
    public string Script => ComposeFile.Plain(Test[^1]);
}
