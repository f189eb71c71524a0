namespace LeadScoring.Web.Ui;

/// <summary>What is loading: each kind of page has another outline.</summary>
public enum SkeletonKind
{
    Board,
    List,
    Lead,
    Rules,
    Rule,
    Queue,
    Imports,
    Insights,
}
