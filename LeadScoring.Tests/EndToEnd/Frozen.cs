using System.Diagnostics;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>Processes that got SIGSTOP; they go on when it is disposed.</summary>
internal sealed class Frozen : IDisposable
{
    private readonly IReadOnlyList<int> _processes;

    public Frozen(IReadOnlyList<int> processes)
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
