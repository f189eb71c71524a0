using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeadScoring.LocalHosting.Processes;

internal static partial class Signals
{
    private const int SigTerm = 15;

    /// <summary>Asks the process to stop; on Windows, where nothing can be asked, it is killed.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows()) Kill(process);
        else if (!process.HasExited) _ = SendSignal(process.Id, SigTerm);
    }

    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just exited.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
