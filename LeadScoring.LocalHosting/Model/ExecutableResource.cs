namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program that is none of our projects.</summary>
/// <param name="name">Unique among the application's resources.</param>
/// <param name="command">The program, found on the PATH unless it is a path.</param>
/// <param name="workingDirectory">The folder it runs in.</param>
/// <param name="arguments">Its arguments, passed on as they are.</param>
public sealed class ExecutableResource(string name, string command, string workingDirectory, IReadOnlyList<string> arguments)
    : Resource(name), IResourceWithEnvironment, IResourceWithWaitSupport
{
    /// <summary>The program.</summary>
    public string Command { get; } = command;

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory { get; } = workingDirectory;

    internal IReadOnlyList<string> Arguments { get; } = arguments;
}
