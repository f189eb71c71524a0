using LeadScoring.LocalHosting.Logging;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>One of the things behind a resource: a process of ours, or a server that runs elsewhere.</summary>
internal interface IInstance : IDisposable
{
    /// <summary>Stable across restarts.</summary>
    string Id { get; }

    InstanceStatus Status { get; }

    /// <summary>What it wrote; null if that goes elsewhere.</summary>
    InstanceLog? Log { get; }

    /// <summary>What it was started with last; null if it was not, or is none of ours.</summary>
    ProcessSpec? Spec { get; }

    /// <summary>Starts it as soon as what it waits for is there, and keeps it running; calls back whenever its status changed.</summary>
    void Start(Func<CancellationToken, Task> waitFor, Action changed);

    /// <summary>Asks it to stop, and kills it when the grace is over or the token is cancelled. It can be started again.</summary>
    Task StopAsync(TimeSpan grace, CancellationToken killNow);
}
