namespace LeadScoring.Web.Insights;

/// <summary>One column of a chart.</summary>
/// <param name="Label">Below it, where there is room.</param>
/// <param name="Title">What it says, in words.</param>
/// <param name="Parts">From the axis up; at most six.</param>
/// <param name="Href">Where it leads; null: nowhere.</param>
public sealed record ChartColumn(string Label, string Title, IReadOnlyList<long> Parts, string? Href = null);
