using System.Globalization;

namespace LeadScoring.AppHost.Services;

/// <summary>What one replica did so far, whether it is dead, and when it is started again.</summary>
/// <remarks>250 ms after the first exit, doubling to 2 s while it keeps dying, and from the start again once it ran for 10 s.</remarks>
/// <param name="time">The clock.</param>
/// <param name="isAlive">Whether a process of the operating system runs.</param>
internal sealed class Replica(TimeProvider time, Func<int, bool> isAlive)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    /// <summary>For how long an exit may go unreported.</summary>
    private static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private TimeSpan _next = First;
    private DateTimeOffset? _runningSince;
    private DateTimeOffset? _goneSince;
    private int? _pid;
    private string? _state;
    private bool _isStoppedByPerson;
    private bool _isRestarting;

    /// <summary>Not running, and not because a person stopped it.</summary>
    public bool IsDead
    {
        get
        {
            lock (_gate) return IsTerminal(_state) && !_isStoppedByPerson;
        }
    }

    /// <param name="state">As the orchestrator reports it.</param>
    /// <param name="pid">Its process, while it has one.</param>
    /// <returns>After which delay it is to be started again; null: not now.</returns>
    public TimeSpan? Observe(string? state, int? pid = null)
    {
        lock (_gate)
        {
            var previous = _state;
            (_state, _pid) = (state, pid);
            if (state == previous) return null;
            if (state == KnownResourceStates.Running) _runningSince = time.GetUtcNow();
            if (state == KnownResourceStates.Running || state == KnownResourceStates.Starting) _isStoppedByPerson = false;
            if (state == KnownResourceStates.Stopping) _isStoppedByPerson = true;
            if (!IsTerminal(state) || IsTerminal(previous) || _isStoppedByPerson) return null;
            if (_runningSince is { } since && time.GetUtcNow() - since >= LongEnough) _next = First;
            _runningSince = null;
            return NextDelay();
        }
    }

    /// <summary>Its process has been gone for a second, although it is reported as running.</summary>
    public bool HasVanished()
    {
        lock (_gate)
        {
            if (_state != KnownResourceStates.Running || _pid is not { } pid || isAlive(pid))
            {
                _goneSince = null;
                return false;
            }

            _goneSince ??= time.GetUtcNow();
            return time.GetUtcNow() - _goneSince >= ReportLimit;
        }
    }

    /// <summary>Before the next attempt; twice as long each time, up to the longest.</summary>
    public TimeSpan NextDelay()
    {
        lock (_gate)
        {
            var delay = _next;
            _next = delay * 2 < Longest ? delay * 2 : Longest;
            return delay;
        }
    }

    /// <returns>False: it is being started again already.</returns>
    public bool TryBegin()
    {
        lock (_gate) return !_isRestarting && (_isRestarting = true);
    }

    /// <summary>It is not dead any more, although that is not reported yet.</summary>
    public void Started()
    {
        lock (_gate) (_state, _pid, _goneSince) = (KnownResourceStates.Starting, null, null);
    }

    public void End()
    {
        lock (_gate) _isRestarting = false;
    }

    private static bool IsTerminal(string? state) => state is not null && KnownResourceStates.TerminalStates.Contains(state);
}

/// <summary>The operating system's processes.</summary>
internal static class ProcessTable
{
    private const string PidProperty = "executable.pid";

    /// <summary>The process behind a replica, while it has one.</summary>
    public static int? ProcessId(this CustomResourceSnapshot snapshot)
        => snapshot.Properties.FirstOrDefault(p => p.Name == PidProperty)?.Value is { } pid ? Convert.ToInt32(pid, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it runs. A zombie, which has exited and whose parent has not read its exit code, does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = System.Diagnostics.Process.GetProcessById(pid);
                return !process.HasExited;
            }

            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
