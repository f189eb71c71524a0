using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting;
using LeadScoring.LocalHosting.Network;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder, ILocalBuilder
{
    private readonly List<IResource> _resources = [];

    public DistributedApplicationBuilder(IReadOnlyList<string> args, bool isTest)
    {
        // A test must not find the data folder or the Redis that its developer works with.
        if (!isTest) Configuration.AddEnvironmentVariables();
        Configuration.AddCommandLine(CommandLine.Normalize(args));
        Local = new LocalSettings(isTest);
    }

    public ConfigurationManager Configuration { get; } = new();

    public IReadOnlyList<IResource> Resources => _resources;

    public LocalSettings Local { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources named '{resource.Name}'.");
        _resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        EntryPointSession.Current?.OnBuilding(this);
        foreach (var endpoint in _resources.SelectMany(r => r.Endpoints()))
            endpoint.AllocatedPort = endpoint.Port ?? FreePorts.Next();
        var app = new DistributedApplication(this);
        EntryPointSession.Current?.OnBuilt(app);
        return app;
    }
}
