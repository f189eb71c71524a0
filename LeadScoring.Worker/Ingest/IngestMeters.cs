using LeadScoring.Core.Events;
using LeadScoring.Core.Telemetry;

namespace LeadScoring.Worker.Ingest;

internal static class IngestMeters
{
    public static void Count(BatchOutcome batch)
    {
        var duplicates = batch.Scored.Count(s => s.Outcome.Status == EventStatus.Duplicate);
        Meters.Scored.Add(batch.Scored.Count - duplicates);
        Meters.Duplicates.Add(duplicates);
        Meters.Late.Add(batch.Scored.Count(s => s.Outcome is { Status: EventStatus.Committed, Late: true }));
        Meters.DeadLettered.Add(batch.Dead.Count);
    }

    public static void Measure(IReadOnlyList<Delivery> batch, long nowMs)
    {
        Meters.BatchSize.Record(batch.Count);
        if (Meters.Lag.Enabled) Meters.Lag.Record(Math.Max(0, nowMs - batch.Min(d => d.Entry.AppendedAtMs)) / 1000.0);
    }
}
