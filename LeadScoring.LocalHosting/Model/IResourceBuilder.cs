namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the fluent extension methods work on: a resource and the application that it belongs to.</summary>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The application being described.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource being described.</summary>
    T Resource { get; }
}
