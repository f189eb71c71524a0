using System.Runtime.CompilerServices;

namespace LeadScoring.AppHost;

/// <summary>A wrong setting, found while the application is described, is told without a stack trace, as in local mode.</summary>
internal static class WrongSettings
{
    [ModuleInitializer]
    internal static void TellUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not DistributedApplicationException wrong) return;
        Console.Error.WriteLine($"Cannot run: {wrong.Message}");
        Environment.Exit(1);
    };
}
