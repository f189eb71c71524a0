namespace Aspire.Hosting;

/// <summary>Publishing to Docker Compose, which only Aspire can do.</summary>
public static class DockerComposeBuilderExtensions
{
    /// <summary>Has no effect here; Aspire uses it when publishing.</summary>
    public static IDistributedApplicationBuilder AddDockerComposeEnvironment(this IDistributedApplicationBuilder builder, string name)
        => builder;
}
