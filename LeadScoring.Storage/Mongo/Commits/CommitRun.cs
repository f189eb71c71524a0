using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// One batch on its way into the database, some hundred events at a time. Where another commit was faster with a lead, its events
/// are tried again; repeating all of it after a crash is safe.
/// </summary>
internal sealed class CommitRun(MongoData data, IReadOnlyList<IncomingEvent> events)
{
    /// <summary>Bounds what a lead's document holds of its last commit.</summary>
    private const int SliceEvents = 500;

    private const int MaxRounds = 100;
    private const int MaxDelayMs = 40;

    private readonly EventOutcome[] _outcomes = new EventOutcome[events.Count];
    private readonly Dictionary<string, TouchedLead> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);

    public IReadOnlyList<IncomingEvent> Events => events;

    public async Task<CommitResult> RunAsync(CancellationToken ct)
    {
        foreach (var slice in CommitOrder.ByLead(events).Chunk(SliceEvents)) await RepeatAsync(slice, [], ct);
        await CatchUpAsync(ct);
        return new(_outcomes, [.. _touched.Values.Where(lead => lead.HasNews).Select(lead => lead.ToChange())]);
    }

    /// <summary>The eventId was free before this batch: if its lead turns out to be deleted, it is free again.</summary>
    public void Claimed(string eventId) => _claimed.Add(eventId);

    public bool HasClaimed(string eventId) => _claimed.Contains(eventId);

    public void Report(int index, EventOutcome outcome) => _outcomes[index] = outcome;

    /// <summary>Notes that the batch concerned a lead, the first time as it was before.</summary>
    public TouchedLead Touch(MongoLead lead)
    {
        if (_touched.TryGetValue(lead.Id, out var known)) return known;
        _revisions[lead.Id] = lead.Revision;
        return _touched[lead.Id] = new(lead.Id, lead);
    }

    /// <summary>…and how it is now, when it is about to be folded.</summary>
    public TouchedLead Begin(MongoLead lead)
    {
        var touched = Touch(lead);
        touched.Reread(lead);
        return touched;
    }

    public void Folded(string leadId, long revision) => _revisions[leadId] = revision;

    /// <summary>The lead is deleted: no rules are behind that it could be brought up to.</summary>
    public void Gone(string leadId) => _revisions.Remove(leadId);

    /// <summary>
    /// Rules published while the batch was written may not have been seen by it, and their rescore may have passed its leads
    /// before: so they are looked at once more, until the newest rules are those that the leads are folded at.
    /// </summary>
    private async Task CatchUpAsync(CancellationToken ct)
    {
        while (true)
        {
            var newest = (await data.Rules.CurrentAsync(ct)).Revision;
            var behind = _revisions.Where(lead => lead.Value < newest).Select(lead => lead.Key).ToList();
            if (behind.Count == 0) return;
            await RepeatAsync([], behind, ct);
        }
    }

    private async Task RepeatAsync(int[] slice, List<string> leads, CancellationToken ct)
    {
        for (var round = 1; ; round++)
        {
            (slice, leads) = await new CommitRound(data, this).RunAsync(slice, leads, ct);
            if (slice.Length == 0 && leads.Count == 0) return;
            if (round == MaxRounds) throw new StoreUnavailableException("MongoDB: the leads change too fast.");
            await Task.Delay(Random.Shared.Next(1, Math.Min(MaxDelayMs, 2 * round)), ct);
        }
    }
}
