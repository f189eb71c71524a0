using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Health;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>What is known about an instance at one moment.</summary>
/// <param name="State">One of <see cref="KnownResourceStates"/>; Starting until it was healthy for the first time.</param>
internal sealed record InstanceStatus(string State)
{
    /// <summary>Whether it was asked to stop, and so does not come back by itself.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Null if it does not run, or is none of ours.</summary>
    public int? ProcessId { get; init; }

    public bool IsRunning { get; init; }

    /// <summary>How often it was started, restarts included.</summary>
    public int Starts { get; init; }

    public DateTimeOffset? StartTimeStamp { get; init; }

    /// <summary>When it ended last.</summary>
    public DateTimeOffset? StopTimeStamp { get; init; }

    /// <summary>How it ended last; over 128: killed by that signal.</summary>
    public int? ExitCode { get; init; }

    public HealthReport Health { get; init; } = HealthReport.Unhealthy("not started yet");
}
