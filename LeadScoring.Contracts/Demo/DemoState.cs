namespace LeadScoring.Contracts.Demo;

/// <summary>The sample data and the simulated activity, as the demo service answers it.</summary>
/// <param name="Loaded">All of it was loaded; some leads may have been deleted since.</param>
/// <param name="Loading">It is being loaded.</param>
/// <param name="Streaming">Simulated events about the sample leads are being sent.</param>
/// <param name="Available">Loading would be accepted: the system has no leads, or sample leads already.</param>
/// <param name="Leads">Sample leads that exist.</param>
/// <param name="EventsPerSecond">On average; null when none are sent.</param>
/// <param name="EndsAt">When the stream ends by itself; null when there is none.</param>
public sealed record DemoState(bool Loaded, bool Loading, bool Streaming, bool Available, int Leads, int? EventsPerSecond, DateTimeOffset? EndsAt)
{
    /// <summary>What is assumed before the demo service has answered.</summary>
    public static readonly DemoState None = new(false, false, false, false, 0, null, null);

    /// <summary>The sample leads are being deleted.</summary>
    public bool Removing { get; init; }

    /// <summary>It is being loaded into a system that has no other leads.</summary>
    public bool FirstFill { get; init; }

    /// <summary>Of loading: events that are counted; of removing: leads that are deleted. Null when neither goes on.</summary>
    public DemoProgress? Progress { get; init; }
}

/// <summary>What tells sample leads from others.</summary>
public static class SampleLead
{
    /// <summary>The member of a lead's metadata that says it: the lead is found again after a restart, and everybody sees it.</summary>
    public const string Mark = "sampleData";
}

/// <summary>How far the demo service is, and how far it has to go.</summary>
public sealed record DemoProgress(int Done, int Total);
