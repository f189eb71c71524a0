using System.Diagnostics;
using System.Diagnostics.Metrics;
using LeadScoring.Core.Events;

namespace LeadScoring.Worker.Ingest;

/// <summary>What the worker counts, under the meter and the source <c>LeadScoring</c>.</summary>
public static class ScoringMeters
{
    public static readonly ActivitySource Source = new("LeadScoring");

    private static readonly Meter Meter = new("LeadScoring");
    private static readonly Counter<long> Scored = Meter.CreateCounter<long>("leadscoring.events.scored", "{event}");
    private static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("leadscoring.events.duplicate", "{event}");
    private static readonly Counter<long> Late = Meter.CreateCounter<long>("leadscoring.events.late", "{event}");
    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>("leadscoring.events.dead_lettered", "{event}");
    private static readonly Histogram<long> BatchSize = Meter.CreateHistogram<long>("leadscoring.commit.batch_size", "{event}");
    private static readonly Histogram<double> ToCommit = Meter.CreateHistogram<double>("leadscoring.event_to_commit", "ms");

    public static void Committed(IReadOnlyList<EventOutcome> outcomes, double oldestMs)
    {
        BatchSize.Record(outcomes.Count);
        ToCommit.Record(oldestMs);
        Scored.Add(outcomes.Count(o => o is { Status: EventStatus.Committed, Redelivered: false }));
        Duplicates.Add(outcomes.Count(o => o.Status == EventStatus.Duplicate));
        Late.Add(outcomes.Count(o => o is { Late: true, Redelivered: false }));
    }

    public static void DeadLettered() => DeadLetters.Add(1);
}
