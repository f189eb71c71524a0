namespace Aspire.Hosting.ApplicationModel;

/// <summary>How many processes of a project run.</summary>
/// <param name="replicas">1 or more.</param>
public sealed class ReplicaAnnotation(int replicas) : IResourceAnnotation
{
    /// <summary>1 or more.</summary>
    public int Replicas { get; } = replicas;
}
