using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store;

/// <summary>Creates and reads leads, events, ledgers and jobs for the store tests.</summary>
public static class Given
{
    private static long _submission;

    public static IncomingEvent Event(string leadId, string eventId, string type, long timestampMs) => new()
    {
        EventId = eventId,
        EventType = type,
        LeadId = leadId,
        TimestampMs = timestampMs,
        ReceivedAtMs = timestampMs,
        Submission = Interlocked.Increment(ref _submission),
    };

    public static async Task<string> LeadAsync(this StorePorts store, string name, string? email = null) =>
        (await store.Leads.CreateAsync(new(name, email ?? $"{name}@example.com", null, LeadStatus.New, null), default)).Created!.Id;

    public static Task RulePointsAsync(this StorePorts store, string type, int points) => store.Rules.PublishAsync(new(type, points, true, type, AppliesToAll: true, null), default);

    public static async Task<long> ScoreAsync(this StorePorts store, string leadId) =>
        (await store.Leads.FindAsync(leadId, default))!.CurrentScore;

    public static Task<CommitResult> CommitAsync(this StorePorts store, params IncomingEvent[] events) =>
        store.Events.CommitAsync(events, default);

    /// <summary>The whole ledger, in pages of the given size.</summary>
    public static async Task<List<LedgerEntry>> LedgerAsync(
        this StorePorts store, string leadId, int pageSize = 7, LedgerOrder order = LedgerOrder.OldestFirst)
    {
        var lines = new List<LedgerEntry>();
        string? cursor = null;
        do
        {
            var page = (await store.Events.LedgerAsync(leadId, order, cursor, pageSize, default))!;
            lines.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return lines;
    }

    /// <summary>Runs every open background job to its end.</summary>
    public static async Task<List<LeadChange>> RunJobsAsync(this StorePorts store, int maxLeads = 10)
    {
        var changes = new List<LeadChange>();
        while (await store.Jobs.NextAsync(default) is { } job)
        {
            var chunk = await store.Jobs.RunChunkAsync(job, maxLeads, false, default);
            changes.AddRange(chunk.Changes);
            await store.Jobs.AdvanceAsync(job, chunk, default);
        }

        return changes;
    }
}
