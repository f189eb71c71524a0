namespace LeadScoring.Contracts.Demo;

/// <summary>The demo data and the stream of made-up events, as the demo service answers it.</summary>
/// <param name="Loaded">All of it was loaded; some leads may have been deleted since.</param>
/// <param name="Loading">It is being loaded.</param>
/// <param name="Streaming">Made-up events about the demo leads are being sent.</param>
/// <param name="Available">Loading would be accepted: the system has no leads, or demo leads already.</param>
/// <param name="Leads">Demo leads that exist.</param>
/// <param name="EventsPerSecond">On average; null when none are sent.</param>
/// <param name="EndsAt">When the stream ends by itself; null when there is none.</param>
public sealed record DemoState(bool Loaded, bool Loading, bool Streaming, bool Available, int Leads, int? EventsPerSecond, DateTimeOffset? EndsAt)
{
    /// <summary>What is assumed before the demo service has answered.</summary>
    public static readonly DemoState None = new(false, false, false, false, 0, null, null);
}
