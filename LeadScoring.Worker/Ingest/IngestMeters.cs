using System.Diagnostics.Metrics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams;

namespace LeadScoring.Worker.Ingest;

internal static class IngestMeters
{
    private static readonly Lane[] Lanes = Enum.GetValues<Lane>();

    public static void Committed(IReadOnlyList<Delivery> batch, BatchOutcome outcome, TimeSpan took, long nowMs)
    {
        Meters.BatchSize.Record(batch.Count);
        Meters.CommitDuration.Record(took.TotalSeconds);
        if (Meters.Lag.Enabled) Meters.Lag.Record(Seconds(nowMs - batch.Min(d => d.Entry.AppendedAtMs)));
        if (!Meters.EventToCommit.Enabled) return;
        foreach (var (delivery, result) in outcome.Scored)
        {
            if (Counts(result)) Meters.EventToCommit.Record(Seconds(nowMs - delivery.Content.Queued!.Event.ReceivedAtMs));
        }
    }

    public static void Announced(BatchOutcome outcome, long nowMs)
    {
        if (!Meters.EventToFeed.Enabled) return;
        foreach (var (delivery, result) in outcome.Scored)
        {
            if (Counts(result)) Meters.EventToFeed.Record(Seconds(nowMs - delivery.Content.Queued!.Event.ReceivedAtMs));
        }
    }

    public static void Finished(BatchOutcome outcome)
    {
        foreach (var lane in Lanes)
        {
            var tag = new KeyValuePair<string, object?>("lane", StreamKeys.Name(lane));
            var (scored, duplicate, late, unscored) = (0, 0, 0, 0);
            foreach (var (delivery, result) in outcome.Scored)
            {
                if (delivery.Source.Lane != lane) continue;
                if (result.Status == EventStatus.Duplicate) duplicate++;
                if (!Counts(result)) continue;
                scored++;
                if (result.Late) late++;
                if (result.Unscored) unscored++;
            }

            Add(Meters.Scored, scored, tag);
            Add(Meters.Duplicates, duplicate, tag);
            Add(Meters.Late, late, tag);
            Add(Meters.Unscored, unscored, tag);
            Add(Meters.DeadLettered, outcome.Dead.Count(d => d.Delivery.Source.Lane == lane), tag);
            Add(Meters.Retried, outcome.Retries.Count(d => d.Source.Lane == lane), tag);
        }
    }

    /// <summary>Redeliveries counted at their first commit.</summary>
    private static bool Counts(EventOutcome outcome) => outcome is { Status: EventStatus.Committed, Redelivered: false };

    private static void Add(Counter<long> counter, int count, KeyValuePair<string, object?> tag)
    {
        if (count > 0) counter.Add(count, tag);
    }

    private static double Seconds(long ms) => Math.Max(0, ms) / 1000.0;
}
