using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>How the process of an executable is started.</summary>
internal static class ExecutableProcess
{
    public static async Task<ProcessSpec> SpecAsync(ExecutableResource executable, IConfiguration configuration, CancellationToken cancellationToken)
        => new(
            executable.Command,
            executable.Arguments,
            executable.WorkingDirectory,
            await ProjectProcess.CollectAsync(executable, [], configuration, cancellationToken));
}
