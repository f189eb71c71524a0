namespace Aspire.Hosting.Testing;

/// <summary>An app host's description, open for changes by a test before it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    /// <summary>Lets the app host build its application.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
