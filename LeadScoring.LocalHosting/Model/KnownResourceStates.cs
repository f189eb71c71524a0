namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>Nothing has happened yet.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>Waiting for the resources that it depends on to become healthy.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>Its processes are being started or restarted.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>All its processes run; whether they are healthy is another question.</summary>
    public static readonly string Running = "Running";

    /// <summary>It did not become healthy in time.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>It is being stopped.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>None of its processes runs any more.</summary>
    public static readonly string Exited = "Exited";
}
