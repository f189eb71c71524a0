using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AppHost;

/// <summary>What AppHost's Program.cs makes of its arguments and settings; starts nothing.</summary>
internal static class AppModel
{
    public static IResource Resource(this IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);

    /// <summary>Reaches every service, and wins over what the topology says.</summary>
    public static void AddEnvironment(this IDistributedApplicationTestingBuilder builder, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            service.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
            {
                foreach (var (name, value) in environment) context.EnvironmentVariables[name] = value;
            }));
        }
    }

    /// <summary>The arguments that the resource is started with, as far as they are known before it is.</summary>
    public static async Task<List<object>> ArgumentsAsync(this IResource resource, DistributedApplicationOperation operation)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments, resource) { ExecutionContext = new(operation) };
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await callback.Callback(context);
        return arguments;
    }

    /// <summary>What the resource's environment is set to, over what is there before.</summary>
    public static async Task<Dictionary<string, object>> EnvironmentAsync(this IResource resource, DistributedApplicationOperation operation, Dictionary<string, object>? before = null)
    {
        var variables = before ?? [];
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(operation), resource, variables);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await annotation.Callback(context);
        return variables;
    }

    /// <summary>The application as it is published, rather than run.</summary>
    public static Task<IDistributedApplicationTestingBuilder> PublishAsync(params string[] arguments)
        => DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(["--operation", "publish", "--step", "publish", "--output-path", Path.GetTempPath(), .. arguments]);
}
