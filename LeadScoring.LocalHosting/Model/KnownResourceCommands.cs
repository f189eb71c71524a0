namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts what was stopped, as soon as what it waits for is healthy.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it; it does not come back by itself.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts it, as the same instance.</summary>
    public static readonly string RestartCommand = "restart";
}
