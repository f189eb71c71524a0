using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Contracts.Queue;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class QueueMapping
{
    public static DeadLetterResponse ToResponse(this DeadLetter letter)
    {
        var isJson = DeadPayload.IsObject(letter.Payload);
        return new(
            letter.Id, letter.EventId, letter.LeadId, letter.Reason, DeadLetterCause.Of(letter.Reason), letter.Attempts, JobLocation.Name(letter.Origin.Lane), letter.Origin.Partition,
            letter.FailedAtMs.ToTime(), isJson ? letter.Payload : null, isJson ? null : DeadPayload.Beginning(letter.Payload));
    }

    public static QueueStatsResponse ToResponse(this QueueStats s, long completed)
    {
        var (waiting, active, failed, delayed) = (s.Waiting, s.Active, s.Failed, s.Delayed);
        return new(
            waiting, active, completed, failed, delayed, waiting + active + completed + failed + delayed,
            Math.Round(s.RatePerSecond, 1), s.LagMs, [.. s.Partitions.Select(x => x.ToResponse())]);
    }

    public static PartitionResponse ToResponse(this PartitionStats p) =>
        new(JobLocation.Name(p.Lane), p.Partition, p.Waiting, p.Active, p.Delayed, p.Failed, p.OldestAgeMs);

    public static QueueHistoryResponse ToResponse(this QueueHistory history) => new(
        QueueHistory.SecondsPerPoint, history.Latency?.ToResponse(),
        [.. history.Points.Select(p => new QueuePointResponse(p.AtMs.ToTime(), p.Waiting, p.Accepted, p.Finished, p.Latency?.ToResponse()))]);

    public static QueueWorkersResponse ToResponse(this QueueWorkers workers) => new(
        [.. workers.Workers.Select(w => new WorkerResponse(w.Name, w.IsRunning, w.SeenAtMs.ToTime(), Math.Round(w.RatePerSecond, 1), w.Partitions))],
        [.. workers.Leases.Select(l => new LeaseResponse(l.Partition, l.Worker, l.RemainingMs))]);

    public static DeadLetterGroupsResponse ToResponse(this DeadLetterCauses causes) => new(
        [.. causes.Causes.Select(c => new DeadLetterGroupResponse(c.Cause, c.Reason, c.Count, c.OldestMs.ToTime(), c.NewestMs.ToTime()))], causes.Examined, causes.Total);

    private static LatencyResponse ToResponse(this Latency latency) => new(latency.P50, latency.P95, latency.P99);

    public static JobResponse Completed(string jobId, int? attempts, JobResultResponse result) => new(jobId, "completed", attempts, null, result);

    public static JobResponse Failed(string jobId, int? attempts, string reason) => new(jobId, "failed", attempts, reason, null);

    public static JobResultResponse ToJobResult(this EventOutcome outcome) => new(
        outcome.LeadId, outcome.PreviousScore, outcome.Score, outcome.Change, outcome.Status == EventStatus.Duplicate, outcome.Late, outcome.Conflict);

    public static JobResultResponse ToJobResult(this StoredEvent stored) => new(
        stored.LeadId, stored.ScoreBefore, stored.ScoreAfter, stored.ScoreAfter - stored.ScoreBefore, false, stored.Late, false);
}

/// <summary>A dead letter can hold anything, also what no version of this program wrote.</summary>
internal static class DeadPayload
{
    public const int MaxText = 4_000;

    /// <summary>Twice what the largest event takes.</summary>
    private const int MaxJson = 128 * 1024;
    private const int MaxDepth = 40;

    /// <summary>JSON that an answer can hold as it is.</summary>
    public static bool IsObject(string payload)
    {
        if (payload.Length > MaxJson) return false;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Never half of a surrogate pair at its end.</summary>
    public static string Beginning(string payload)
    {
        if (payload.Length <= MaxText) return payload;
        return payload[..(char.IsHighSurrogate(payload[MaxText - 1]) ? MaxText - 1 : MaxText)];
    }
}
