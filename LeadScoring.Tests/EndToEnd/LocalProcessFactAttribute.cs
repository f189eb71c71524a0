namespace LeadScoring.Tests.EndToEnd;

/// <summary>A test that ends or freezes processes, gives them settings of their own or a data folder: only in local mode, elsewhere skipped by name.</summary>
public sealed class LocalProcessFactAttribute : FactAttribute
{
    public LocalProcessFactAttribute() => Skip = HostingMode.NoLocalProcesses;
}
