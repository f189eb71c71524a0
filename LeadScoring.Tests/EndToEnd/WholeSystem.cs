namespace LeadScoring.Tests.EndToEnd;

/// <summary>Tests that start every process run one at a time, with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeSystem
{
    public const string Name = "The whole system";
}
