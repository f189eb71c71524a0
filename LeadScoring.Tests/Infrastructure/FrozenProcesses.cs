using System.Diagnostics;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>Processes that got SIGSTOP; they go on when it is disposed.</summary>
internal sealed class FrozenProcesses : IDisposable
{
    private readonly IReadOnlyList<int> _processes;

    public FrozenProcesses(IReadOnlyList<int> processes)
    {
        _processes = processes;
        Send("STOP");
    }

    public void Dispose() => Send("CONT");

    private void Send(string signal)
    {
        foreach (var process in _processes)
        {
            using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
            kill.WaitForExit();
        }
    }
}
