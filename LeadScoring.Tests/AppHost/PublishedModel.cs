using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Tests.AppHost;

/// <summary>What AppHost publishes, in Compose's words: a resource is reached by its name, a parameter is a variable in capitals.</summary>
/// <param name="builder">In publish mode.</param>
internal sealed partial class PublishedModel(IDistributedApplicationTestingBuilder builder) : IAsyncDisposable
{
    /// <summary>Where a service listens in its container.</summary>
    public const int ServicePort = 8080;

    public IReadOnlyList<ProjectResource> Services => [.. builder.Resources.OfType<ProjectResource>()];

    public IReadOnlyList<ContainerResource> Servers => [.. builder.Resources.OfType<ContainerResource>()];

    public IEnumerable<IResource> Containers => Services.Concat<IResource>(Servers);

    public static async Task<PublishedModel> CreateAsync() => new(await AppModel.PublishAsync("--Parameters:mongo-key=test"));

    public ValueTask DisposeAsync() => builder.DisposeAsync();

    public async Task<Dictionary<string, string>> EnvironmentAsync(IResource resource)
        => (await resource.EnvironmentAsync(DistributedApplicationOperation.Publish)).ToDictionary(v => v.Key, v => InComposesWords(v.Value));

    public async Task<List<string>> ArgumentsAsync(IResource resource)
        => [.. (await resource.ArgumentsAsync(DistributedApplicationOperation.Publish)).Select(InComposesWords)];

    /// <summary>The files that are put into a container, with their owner and mode.</summary>
    public static async Task<List<(string Path, int? Owner, UnixFileMode Mode)>> FilesAsync(IResource resource)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var files = new List<(string, int?, UnixFileMode)>();
        foreach (var folder in resource.Annotations.OfType<ContainerFileSystemCallbackAnnotation>())
        {
            var items = await folder.Callback(new() { Model = resource, Services = services }, default);
            files.AddRange(items.Select(item => ($"{folder.DestinationPath}/{item.Name}", folder.DefaultOwner, item.Mode)));
        }

        return files;
    }

    /// <summary>The containers that are healthy before this one starts.</summary>
    public static IEnumerable<string> WaitsFor(IResource resource)
        => resource.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource as IResourceWithParent)?.Parent.Name ?? wait.Resource.Name).Distinct();

    private string InComposesWords(object value)
        => Placeholder().Replace((value as IManifestExpressionProvider)?.ValueExpression ?? Convert.ToString(value, CultureInfo.InvariantCulture)!, p => Value(p.Groups["name"].Value, p.Groups["what"].Value));

    private string Value(string name, string what)
    {
        if (what == "value") return $"${{{name.Replace('-', '_').ToUpperInvariant()}}}";
        var resource = builder.Resources.SingleOrDefault(r => r.Name == name);
        if (what == "connectionString") return resource is IResourceWithConnectionString known ? InComposesWords(known.ConnectionStringExpression) : ""; // what depends on TLS, which is off
        var endpoint = resource!.Annotations.OfType<EndpointAnnotation>().Single(e => what.StartsWith($"bindings.{e.Name}.", StringComparison.Ordinal));
        var port = resource is ProjectResource ? ServicePort : endpoint.TargetPort!.Value;
        return what[$"bindings.{endpoint.Name}.".Length..] switch
        {
            "host" => name,
            "port" or "targetPort" => port.ToString(CultureInfo.InvariantCulture),
            "url" => $"{endpoint.UriScheme}://{name}:{port}",
            var other => throw new NotSupportedException($"{name}: {other} of an endpoint."),
        };
    }

    [GeneratedRegex(@"(?<!\$)\{(?<name>[\w-]+)\.(?<what>[\w.]+)\}")]
    private static partial Regex Placeholder();
}
