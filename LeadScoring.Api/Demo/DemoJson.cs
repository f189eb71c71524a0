namespace LeadScoring.Api.Demo;

/// <summary>The demo data and its stream of made-up events.</summary>
/// <param name="Loaded">They were loaded completely; some may have been deleted since.</param>
/// <param name="Loading">They are being loaded.</param>
/// <param name="Streaming">Made-up events about them are being sent.</param>
/// <param name="Available">Loading would be accepted: the system has no leads, or demo leads already.</param>
/// <param name="Leads">Demo leads that exist.</param>
/// <param name="EventsPerSecond">On average; null when none are sent.</param>
/// <param name="EndsAt">When the stream ends by itself; null when there is none.</param>
public sealed record DemoJson(bool Loaded, bool Loading, bool Streaming, bool Available, int Leads, int? EventsPerSecond, DateTimeOffset? EndsAt);
