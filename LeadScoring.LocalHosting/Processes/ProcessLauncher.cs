using System.Collections.Concurrent;
using System.Diagnostics;

namespace LeadScoring.LocalHosting.Processes;

/// <summary>
/// Starts child processes that die with this one, even if it is killed. Linux sends a child its parent-death signal when the
/// thread that forked it ends, so all are forked by one thread that lives as long as this process. setsid takes the children
/// out of the terminal's process group: Ctrl+C reaches only this process, which then stops them in the right order.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly string[] Wrapper = FindWrapper();
    private static readonly BlockingCollection<Action> Work = StartThread();

    public static Task<Process> StartAsync(ProcessSpec spec)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(StartInfo(spec))!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static ProcessStartInfo StartInfo(ProcessSpec spec)
    {
        string[] command = [.. Wrapper, spec.Program, .. spec.Arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment) info.Environment[name] = value;
        return info;
    }

    /// <summary>Both programs exec what follows, so the process id stays that of the real program.</summary>
    private static string[] FindWrapper()
    {
        if (!OperatingSystem.IsLinux()) return [];
        string[] session = Executables.Find("setsid") is { } setsid ? [setsid] : [];
        string[] deathSignal = Executables.Find("setpriv") is { } setpriv ? [setpriv, "--pdeathsig", "TERM", "--"] : [];
        return [.. session, .. deathSignal];
    }

    private static BlockingCollection<Action> StartThread()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable()) action();
        })
        { IsBackground = true, Name = "child processes" };
        thread.UnsafeStart();
        return work;
    }
}
