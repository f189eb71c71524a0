using System.Runtime.InteropServices;
using Aspire.Hosting;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Runs the application in the foreground until a signal; a second signal kills what is left at once.</summary>
internal static class ConsoleRun
{
    private static readonly PosixSignal[] StopSignals =
        [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];

    /// <summary>How often it is said what a start waits for.</summary>
    private const int WaitingMs = 10_000;

    /// <summary>A wrong setting, found while the application is described, is told without a stack trace.</summary>
    public static void TellUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not DistributedApplicationException wrong) return;
        Console.Error.WriteLine($"Cannot run: {wrong.Message}");
        Environment.Exit(1);
    };

    public static async Task RunAsync(LocalHost host, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hurry = new CancellationTokenSource();
        var registrations = StopSignals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            (stop.IsCancellationRequested ? hurry : stop).Cancel();
        })).ToArray();
        try
        {
            await RunUntilAsync(host, stop.Token);
            host.Console?.WriteLine("Stopping …");
            await host.StopAsync(hurry.Token);
        }
        catch (DistributedApplicationException e)
        {
            await Console.Error.WriteLineAsync($"Cannot run: {e.Message}");
            Environment.ExitCode = 1;
        }
        finally
        {
            await host.DisposeAsync();
            foreach (var registration in registrations) registration.Dispose();
        }
    }

    private static async Task RunUntilAsync(LocalHost host, CancellationToken stop)
    {
        try
        {
            host.Console?.WriteLine("Starting …");
            var starting = host.StartAsync(stop);
            IReadOnlyList<string> said = [];
            while (await Task.WhenAny(starting, Task.Delay(WaitingMs, stop)) != starting && !stop.IsCancellationRequested)
            {
                var lines = StartupTable.Waiting(host.States, host.PageUrl);
                if (lines.SequenceEqual(said)) continue;
                foreach (var line in lines) host.Console?.WriteLine(line);
                said = lines;
            }

            await starting;
            foreach (var line in StartupTable.Lines(host)) host.Console?.WriteLine(line);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }
}
