using System.Reflection;
using System.Runtime.InteropServices;

namespace LeadScoring.AppHost.Services;

internal static class ServiceBuilderExtensions
{
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string MetricInterval = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string Exporter = "OTEL_EXPORTER_OTLP_";

    /// <summary>Where a program finds the runtime that this one has.</summary>
    public static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>A service of the product: started again when it dies.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in service discovery and telemetry.</param>
    /// <param name="icon">Of Fluent UI, for the Aspire dashboard.</param>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, string icon)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProject<TProject>(name).WithIconName(icon).WithRestart()
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery) // nothing else is read
            .WithUrlForEndpoint("http", _ => new() { Url = "/health", DisplayText = "Health", DisplayLocation = UrlDisplayLocation.DetailsOnly });

        // Published, a service is called by its name; and nothing of this machine's environment goes along.
        if (builder.ExecutionContext.IsPublishMode) return service.WithEnvironment("AllowedHosts", name);
        service
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithEnvironment(context => FollowGivenTelemetry(context.EnvironmentVariables, builder.Configuration));
        if (BuiltProgram(new TProject().ProjectPath) is not { } program) return service;

        // The program itself rather than "dotnet run", which holds 150 MB of its own, and whose process is not the service's. In a debug
        // session the IDE starts the project all the same.
        return service
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(new TProject().ProjectPath)! })
            .WithEnvironment("DOTNET_ROOT", DotnetRoot);
    }

    /// <summary>At its first start the service waits until the other resource is healthy, also while that one is stopped.</summary>
    public static IResourceBuilder<ProjectResource> WaitForReady(this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResource> other)
        => service.WaitFor(other, WaitBehavior.WaitOnResourceUnavailable);

    /// <summary>
    /// A collector that the environment names gets everything, instead of the Aspire dashboard. What Aspire asks for in development, every trace and all metrics
    /// once a second, would cost a flood of events a tenth of its speed: unless the environment says otherwise, services choose their traces, and metrics go out every five seconds.
    /// </summary>
    private static void FollowGivenTelemetry(Dictionary<string, object> variables, ConfigurationManager configuration)
    {
        variables.Remove(Sampler);
        variables[MetricInterval] = "5000";
        foreach (var name in new[] { Sampler, MetricInterval })
        {
            if (configuration[name] is { Length: > 0 } value) variables[name] = value;
        }

        var given = configuration.AsEnumerable().Where(g => g.Key.StartsWith(Exporter, StringComparison.Ordinal) && g.Value is { Length: > 0 }).ToList();
        if (!given.Exists(g => g.Key.EndsWith("ENDPOINT", StringComparison.Ordinal))) return;
        foreach (var name in variables.Keys.Where(name => name.StartsWith(Exporter, StringComparison.Ordinal)).ToList()) variables.Remove(name); // Aspire's address, protocol and key
        foreach (var (name, value) in given) variables[name] = value!;
    }

    /// <summary>Beside this program's own configuration; null when it is not built there.</summary>
    public static string? BuiltProgram(string projectPath)
    {
        var configuration = typeof(ServiceBuilderExtensions).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var name = Path.GetFileNameWithoutExtension(projectPath) + (OperatingSystem.IsWindows() ? ".exe" : "");
        var program = Path.Combine(Path.GetDirectoryName(projectPath)!, "bin", configuration, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), name);
        return File.Exists(program) ? program : null;
    }
}
