namespace LeadScoring.Web.Rules.Previewing;

/// <summary>What is previewed, which decides what the numbers mean.</summary>
public enum PreviewKind
{
    /// <summary>The rule as it is: where leads are today.</summary>
    Unchanged,

    /// <summary>A draft for new events: no score changes, and the numbers are what it would have made of the past.</summary>
    New,

    /// <summary>A draft for all events.</summary>
    All,

    /// <summary>An earlier version.</summary>
    Rollback,
}
