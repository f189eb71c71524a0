using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One of the checks that make up a resource's health.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">The result; null before the first.</param>
/// <param name="Description">What it says for people.</param>
/// <param name="ExceptionText">What was thrown, if anything was.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);
