namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that the application is made of: a process, or a value such as a connection string.</summary>
public interface IResource
{
    /// <summary>The name that other resources, logs and tests use.</summary>
    string Name { get; }

    /// <summary>Everything that the extension methods have said about the resource, in order.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
