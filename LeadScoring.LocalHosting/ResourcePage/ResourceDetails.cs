using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;
using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>What an instance was started with. What looks secret is left out until it is asked for by its name.</summary>
internal static class ResourceDetails
{
    public static async Task<object> OfAsync(ResourceRunner runner, IInstance? instance, CancellationToken cancellationToken) => new
    {
        command = instance?.Spec is { } spec ? string.Join(' ', [spec.Program, .. Secrets.Redact(spec.Arguments).Select(Quoted)]) : null,
        instance?.Spec?.WorkingDirectory,
        values = (await ValuesAsync(runner, instance, cancellationToken)).OrderBy(v => v.Key, StringComparer.OrdinalIgnoreCase)
            .Select(v => new { name = v.Key, value = Secrets.IsSecret(v.Key, v.Value) ? null : v.Value }),
    };

    public static async Task<string?> ValueAsync(ResourceRunner runner, IInstance? instance, string name, CancellationToken cancellationToken)
        => (await ValuesAsync(runner, instance, cancellationToken)).GetValueOrDefault(name);

    /// <summary>The variables that were added to the host's own; of what has none, the connection string.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ValuesAsync(ResourceRunner runner, IInstance? instance, CancellationToken cancellationToken)
        => runner.Resource is IResourceWithConnectionString source && await source.GetConnectionStringAsync(cancellationToken) is { } value
            ? new Dictionary<string, string> { ["ConnectionString"] = value }
            : instance?.Spec?.Environment ?? new Dictionary<string, string>();

    private static string Quoted(string argument)
        => argument.Length > 0 && !argument.Any(char.IsWhiteSpace) ? argument : $"\"{argument}\"";
}
