namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment of a process that is about to start.</summary>
/// <param name="environmentVariables">The variables collected so far; callbacks add to them.</param>
/// <param name="cancellationToken">Cancelled when the application stops.</param>
public sealed class EnvironmentCallbackContext(
    Dictionary<string, object> environmentVariables, CancellationToken cancellationToken = default)
{
    /// <summary>The variables collected so far; later callbacks win.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables;

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
