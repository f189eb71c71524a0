using LeadScoring.LocalHosting.Health;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>One of the things behind a resource: a process of ours, or a server that runs elsewhere.</summary>
internal interface IInstance : IDisposable
{
    /// <summary>Stable across restarts.</summary>
    string Id { get; }

    /// <summary>Null if it does not run, or is none of ours.</summary>
    int? ProcessId { get; }

    bool IsRunning { get; }

    /// <summary>How often it was started, restarts included.</summary>
    int Starts { get; }

    HealthReport Health { get; }

    /// <summary>Starts and keeps it running; calls back whenever its state or health changed.</summary>
    void Start(Action changed);

    /// <summary>Asks it to stop, and kills it when the grace is over or the token is cancelled.</summary>
    Task StopAsync(TimeSpan grace, CancellationToken killNow);
}
