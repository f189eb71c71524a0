namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>A frame that took more than 50 ms.</summary>
/// <param name="Duration">Milliseconds, all of it.</param>
/// <param name="Render">The part since its rendering began.</param>
/// <param name="Layout">The part since style and layout began.</param>
/// <param name="Scripts">What ran in it for more than 5 ms.</param>
internal sealed record Jam(double Duration, double Render, double Layout, IReadOnlyList<string> Scripts);
