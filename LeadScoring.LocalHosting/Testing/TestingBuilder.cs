using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Testing;

internal sealed class TestingBuilder(DistributedApplicationBuilder inner, EntryPointSession? session)
    : IDistributedApplicationTestingBuilder, ILocalBuilder
{
    private bool _built;

    public ConfigurationManager Configuration => inner.Configuration;

    public IReadOnlyList<IResource> Resources => inner.Resources;

    public LocalSettings Local => inner.Local;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
        => inner.AddResource(resource);

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        var app = session is null ? inner.Build() : await session.BuildAsync().WaitAsync(cancellationToken);
        _built = true;
        return app;
    }

    /// <summary>Ends an entry point that was never built; a built application outlives its builder.</summary>
    public ValueTask DisposeAsync()
    {
        if (_built) return ValueTask.CompletedTask;
        session?.OnDisposed();
        inner.Local.DataFolder?.Dispose();
        return ValueTask.CompletedTask;
    }
}
