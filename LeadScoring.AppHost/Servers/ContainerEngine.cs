using System.ComponentModel;
using System.Diagnostics;

namespace LeadScoring.AppHost.Servers;

/// <summary>Whether containers are used, and why.</summary>
/// <param name="Answers">They are: an engine answers.</param>
/// <param name="WasAsked">The setting is not given, so that the engines were asked.</param>
/// <param name="Reason">For people.</param>
/// <param name="Name">The engine that answers; null where none was asked.</param>
internal sealed record ContainerEngine(bool Answers, bool WasAsked, string Reason, string? Name = null)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <param name="wanted"><c>true</c>, <c>false</c>, or empty: if an engine answers.</param>
    /// <param name="runtime">The only engine to ask; empty: docker, then podman.</param>
    /// <param name="isPublish">What is published always runs in containers; no engine is needed for it.</param>
    /// <exception cref="DistributedApplicationException">The value is neither, or containers are demanded and no engine answers.</exception>
    public static ContainerEngine Find(string? wanted, string? runtime, bool isPublish)
    {
        if (isPublish) return new(true, false, "publishing always means containers");
        if (!string.IsNullOrWhiteSpace(wanted) && !bool.TryParse(wanted, out _)) throw new DistributedApplicationException($"UseContainers must be true or false, not '{wanted}'.");
        if (bool.TryParse(wanted, out var demanded) && !demanded) return new(false, false, "no containers, since UseContainers=false");
        string[] engines = string.IsNullOrWhiteSpace(runtime) ? ["docker", "podman"] : [runtime];
        if (engines.FirstOrDefault(DoesAnswer) is { } engine) return new(true, !demanded, $"{engine} answers", engine);
        var reason = engines is [var only] ? $"{only} does not answer" : "neither docker nor podman answers";
        return demanded
            ? throw new DistributedApplicationException($"UseContainers=true, but {reason}. Start the engine, or leave UseContainers out.")
            : new(false, true, $"no containers, since {reason}");
    }

    /// <summary>As Aspire itself asks: the engine lists a container, so it is not only its client that is installed.</summary>
    private static bool DoesAnswer(string engine)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, ["container", "ls", "-n", "1"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null) return false;
            if (process.WaitForExit(AnswerLimit)) return process.ExitCode == 0;
            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            return false; // It is not installed.
        }
    }
}
