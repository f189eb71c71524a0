using System.ComponentModel;
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
        else Gone(() => { if (!process.HasExited) _ = SendSignal(process.Id, SigTerm); });
    }

    public static void Kill(Process process) => Gone(() => process.Kill(entireProcessTree: true));

    /// <summary>A process, or a child of it, that exits meanwhile is what was wanted; nothing here may keep others from being stopped.</summary>
    private static void Gone(Action signal)
    {
        try
        {
            signal();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
