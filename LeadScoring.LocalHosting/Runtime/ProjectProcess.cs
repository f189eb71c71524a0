using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>How one process of a project is started.</summary>
internal static class ProjectProcess
{
    // A process that is asked to stop has less than the grace after which it is killed.
    private const string ShutdownSeconds = "3";

    public static async Task<ProcessSpec> SpecAsync(
        ProjectResource project, string instanceId, string? urls, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var metadata = project.Annotations.OfType<IProjectMetadata>().Last();
        if (metadata is not IBuiltProject { AssemblyPath: var assembly } || !File.Exists(assembly))
            throw new DistributedApplicationException($"'{project.Name}' is not built: build the app host first ({metadata.ProjectPath}).");

        // The project's folder is the content root: in Development, static web assets are found from there.
        return new ProcessSpec(
            Executables.Dotnet,
            [assembly],
            Path.GetDirectoryName(metadata.ProjectPath)!,
            await EnvironmentAsync(project, instanceId, urls, configuration, cancellationToken));
    }

    /// <summary>Ours first, then what the app host says, then <c>--env:NAME=value</c>.</summary>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(
        ProjectResource project, string instanceId, string? urls, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var stage = configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"] ?? "Development";
        var variables = new Dictionary<string, object>
        {
            ["ASPNETCORE_ENVIRONMENT"] = stage,
            ["DOTNET_ENVIRONMENT"] = stage,
            ["DOTNET_SHUTDOWNTIMEOUTSECONDS"] = ShutdownSeconds,
            ["OTEL_SERVICE_NAME"] = project.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId}",
        };
        if (urls is not null) variables["ASPNETCORE_URLS"] = urls;
        return await CollectAsync(project, variables, configuration, cancellationToken);
    }

    /// <summary>What the app host says, then <c>--env:NAME=value</c>, over what is there.</summary>
    public static async Task<Dictionary<string, string>> CollectAsync(
        IResource resource, Dictionary<string, object> variables, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(variables, cancellationToken);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await callback.Callback(context);
        foreach (var item in configuration.GetSection("env").GetChildren())
            if (item.Value is not null) variables[item.Key] = item.Value;
        return variables.ToDictionary(v => v.Key, v => Convert.ToString(v.Value, CultureInfo.InvariantCulture) ?? "");
    }
}
