using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LeadScoring.Core.Telemetry;

/// <summary>The product's own instruments; the source and the meter are both named <c>LeadScoring</c>.</summary>
public static class Meters
{
    public const string Name = "LeadScoring";

    public static readonly ActivitySource Traces = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Accepted = Meter.CreateCounter<long>("leadscoring.events.accepted", "{event}");

    public static readonly Counter<long> Scored = Meter.CreateCounter<long>("leadscoring.events.scored", "{event}");

    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("leadscoring.events.duplicate", "{event}");

    public static readonly Counter<long> Late = Meter.CreateCounter<long>("leadscoring.events.late", "{event}");

    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>("leadscoring.events.dead_lettered", "{event}");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("leadscoring.batch.size", "{event}");

    /// <summary>From the append in Redis to the commit, the oldest entry of each batch.</summary>
    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("leadscoring.batch.lag", "s");
}
