namespace LeadScoring.Web.Demo;

/// <param name="Available">Demo data can be loaded: the system is empty, or holds it already.</param>
/// <param name="EndsAt">When the stream ends by itself.</param>
public sealed record DemoState(bool Loaded, bool Loading, bool Streaming, bool Available, double? EventsPerSecond, DateTimeOffset? EndsAt);
