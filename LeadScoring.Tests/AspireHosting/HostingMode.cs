namespace LeadScoring.Tests.EndToEnd;

internal static class HostingMode
{
    /// <summary>Why tests on local processes cannot run in this build; null when they can.</summary>
    public const string? NoLocalProcesses = "Needs the local mode's own processes, folders and settings; this build is for Aspire.";
}
