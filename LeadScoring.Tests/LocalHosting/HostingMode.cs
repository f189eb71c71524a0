namespace LeadScoring.Tests.EndToEnd;

internal static class HostingMode
{
    /// <summary>Why tests on local processes cannot run in this build; null when they can.</summary>
    public const string? NoLocalProcesses = null;
}
