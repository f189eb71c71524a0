using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LeadScoring.Core.Telemetry;

/// <summary>
/// The product's own instruments; the source and the meter are both named <c>LeadScoring</c>. Without a listener each costs
/// the check of a flag. Units are UCUM. Event types and ids are never tags: there is no bound to them.
/// </summary>
public static class Meters
{
    public const string Name = "LeadScoring";

    public static readonly ActivitySource Traces = new(Name);

    private const string Event = "{event}";

    /// <summary>From a millisecond to ten minutes: a live event takes some ms, one behind an import minutes.</summary>
    private static readonly InstrumentAdvice<double> Latency = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    private static readonly InstrumentAdvice<int> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000],
    };

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Accepted = Counter("leadscoring.events.accepted", "Events appended to the queue.");

    public static readonly Counter<long> Scored = Counter("leadscoring.events.scored", "Events that counted.");

    public static readonly Counter<long> Duplicates = Counter("leadscoring.events.duplicate", "Events whose eventId had counted before.");

    public static readonly Counter<long> Late = Counter("leadscoring.events.late", "Events that counted after a later one of their lead.");

    public static readonly Counter<long> Unscored = Counter("leadscoring.events.unscored", "Events that counted without an active rule: 0 points.");

    public static readonly Counter<long> DeadLettered = Counter("leadscoring.events.dead_lettered", "Events that were given up.");

    public static readonly Counter<long> Retried = Counter("leadscoring.events.retried", "Failed attempts that are repeated later.");

    public static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram("leadscoring.batch.size", Event, "Events in one batch.", null, Sizes);

    public static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram("leadscoring.commit.duration", "s", "One batch's commit.", null, Latency);

    public static readonly Histogram<double> Lag =
        Meter.CreateHistogram("leadscoring.batch.lag", "s", "Age of a batch's oldest entry at its commit.", null, Latency);

    public static readonly Histogram<double> EventToCommit =
        Meter.CreateHistogram("leadscoring.event.to_commit", "s", "From the API's receipt of an event to its commit.", null, Latency);

    public static readonly Histogram<double> EventToFeed =
        Meter.CreateHistogram("leadscoring.event.to_feed", "s", "From the API's receipt of an event to the announcement of its lead's change.", null, Latency);

    public static readonly UpDownCounter<long> StreamClients =
        Meter.CreateUpDownCounter<long>("leadscoring.stream.clients", "{client}", "Clients that follow the stream of scores.");

    /// <summary>A gauge, read at each collection; the callback must not block.</summary>
    public static Instrument Observe(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) =>
        Meter.CreateObservableGauge(name, read, unit, description);

    private static Counter<long> Counter(string name, string description) => Meter.CreateCounter<long>(name, Event, description);
}
