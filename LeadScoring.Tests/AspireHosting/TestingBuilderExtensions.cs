using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AspireHosting;

internal static class TestingBuilderExtensions
{
    public static IResource Resource(this IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);

    /// <summary>The arguments that the resource is started with, as far as they are known before it is.</summary>
    public static async Task<List<object>> ArgumentsAsync(this IResource resource, Aspire.Hosting.DistributedApplicationOperation operation)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments, resource) { ExecutionContext = new(operation) };
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await callback.Callback(context);
        return arguments;
    }
}
