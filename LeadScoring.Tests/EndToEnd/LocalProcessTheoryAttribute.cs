namespace LeadScoring.Tests.EndToEnd;

/// <inheritdoc cref="LocalProcessFactAttribute" />
public sealed class LocalProcessTheoryAttribute : TheoryAttribute
{
    public LocalProcessTheoryAttribute() => Skip = HostingMode.NoLocalProcesses;
}
