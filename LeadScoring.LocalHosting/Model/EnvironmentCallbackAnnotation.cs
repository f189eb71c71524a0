namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables when the process is about to start.</summary>
/// <param name="callback">Called once per start.</param>
public sealed class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called once per start.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}
