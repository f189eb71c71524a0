namespace LeadScoring.Core.Rules;

/// <summary>Somebody published another version since the one that the caller has seen; nothing was done.</summary>
public sealed class RuleChangedException(int currentVersion) : Exception($"The current version is {currentVersion}.")
{
    /// <summary>0: there is no rule of this type.</summary>
    public int CurrentVersion => currentVersion;
}
