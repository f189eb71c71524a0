namespace LeadScoring.LocalHosting.Runtime;

/// <summary>What the generated project classes know beyond Aspire's: where the build put the program.</summary>
public interface IBuiltProject
{
    /// <summary>The program's assembly, an absolute path.</summary>
    string AssemblyPath { get; }
}
