namespace LeadScoring.LocalHosting.Logging;

/// <summary>A line that an instance wrote, as plain text without control characters.</summary>
/// <param name="Number">Rises over all instances: the order in which the lines came.</param>
/// <param name="Time">When it came.</param>
/// <param name="Instance">Who wrote it; the resource's name where there is only one.</param>
/// <param name="Level">One of <see cref="LogText"/>'s; empty if it says nothing about itself.</param>
/// <param name="Content">The text.</param>
internal sealed record LogLine(long Number, DateTimeOffset Time, string Instance, string Level, string Content);
