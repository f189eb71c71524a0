using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>One of <see cref="KnownResourceStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Healthy if all its processes are; null before the first look.</summary>
    public HealthStatus? HealthStatus { get; init; }

    /// <summary>Why it is not healthy; empty if it is.</summary>
    public string Reason { get; init; } = "";
}
