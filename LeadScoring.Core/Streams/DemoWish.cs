namespace LeadScoring.Core.Streams;

/// <summary>That demo data is wanted, and for how long made-up events go on.</summary>
/// <param name="EventsPerSecond">On average; 0: only load what there is to load.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="Loaded">There is nothing left to load: demo leads that are missing were deleted, and stay so.</param>
public sealed record DemoWish(int EventsPerSecond, DateTimeOffset EndsAt, bool Loaded = false);
