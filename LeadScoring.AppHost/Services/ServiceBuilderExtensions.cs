using System.Reflection;
using System.Runtime.InteropServices;

namespace LeadScoring.AppHost.Services;

internal static class ServiceBuilderExtensions
{
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string MetricInterval = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string Exporter = "OTEL_EXPORTER_OTLP_";

    /// <summary>A service of the product: started again when it dies.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in service discovery and telemetry.</param>
    /// <param name="icon">Of Fluent UI, for the Aspire dashboard.</param>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, string icon)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProject<TProject>(name).WithIconName(icon).WithRestart()
            .WithUrlForEndpoint("http", _ => new() { Url = "/health", DisplayText = "Health", DisplayLocation = UrlDisplayLocation.DetailsOnly })
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithEnvironment(context => FollowGivenTelemetry(context.EnvironmentVariables, builder.Configuration));
        if (builder.ExecutionContext.IsPublishMode || BuiltProgram(new TProject().ProjectPath) is not { } program) return service;

        // The program itself rather than "dotnet run", which holds 150 MB of its own, and whose process is not the service's. In a debug
        // session the IDE starts the project all the same.
        return service
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(new TProject().ProjectPath)! })
            .WithEnvironment("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
    }

    /// <summary>Waits for it also while it is away, as after a crash of both.</summary>
    public static IResourceBuilder<ProjectResource> WaitForReady(this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResource> other)
        => service.WaitFor(other, WaitBehavior.WaitOnResourceUnavailable);

    /// <summary>
    /// A collector that the environment names gets everything, instead of the Aspire dashboard. What Aspire asks for in development, every trace and all metrics
    /// once a second, would cost a flood of events a tenth of its speed: unless the environment says otherwise, services choose their traces, and metrics go out every five seconds.
    /// </summary>
    private static void FollowGivenTelemetry(Dictionary<string, object> variables, ConfigurationManager configuration)
    {
        if (configuration[Sampler] is not { Length: > 0 }) variables.Remove(Sampler);
        if (configuration[MetricInterval] is not { Length: > 0 }) variables[MetricInterval] = "5000";
        if (configuration[$"{Exporter}ENDPOINT"] is not { Length: > 0 }) return;
        foreach (var name in variables.Keys.Where(name => name.StartsWith(Exporter, StringComparison.Ordinal)).ToList()) variables.Remove(name);
        foreach (var (name, value) in configuration.AsEnumerable().Where(given => given.Key.StartsWith(Exporter, StringComparison.Ordinal))) variables[name] = value ?? "";
    }

    /// <summary>Beside this program's own configuration; null when it is not built there.</summary>
    private static string? BuiltProgram(string projectPath)
    {
        var configuration = typeof(ServiceBuilderExtensions).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var name = Path.GetFileNameWithoutExtension(projectPath) + (OperatingSystem.IsWindows() ? ".exe" : "");
        var program = Path.Combine(Path.GetDirectoryName(projectPath)!, "bin", configuration, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), name);
        return File.Exists(program) ? program : null;
    }
}
