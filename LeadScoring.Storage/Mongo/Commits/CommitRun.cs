using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Leads;

namespace LeadScoring.Storage.Mongo.Commits;

/// <summary>
/// Commits one batch, 500 events at a time. Events of a lead that another commit has changed in between are tried again; repeating
/// the whole batch after a crash is safe.
/// </summary>
internal sealed class CommitRun(MongoData data, IReadOnlyList<IncomingEvent> events)
{
    /// <summary>Bounds the size of the last commit in a lead's document.</summary>
    private const int SliceEvents = 500;

    private const int MaxRounds = 100;
    private const int MaxDelayMs = 40;

    private readonly EventOutcome[] _outcomes = new EventOutcome[events.Count];
    private readonly Dictionary<string, TouchedLead> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);

    public IReadOnlyList<IncomingEvent> Events => events;

    public async Task<CommitResult> RunAsync(CancellationToken ct)
    {
        foreach (var slice in CommitOrder.ByLead(events).Chunk(SliceEvents)) await RepeatAsync(slice, [], ct);
        await CatchUpAsync(ct);
        return new(_outcomes, [.. _touched.Values.Where(lead => lead.HasChange).Select(lead => lead.ToChange())]);
    }

    /// <summary>The batch has reserved the eventId; it is released if its lead turns out to be deleted.</summary>
    public void Reserved(string eventId) => _reserved.Add(eventId);

    public bool HasReserved(string eventId) => _reserved.Contains(eventId);

    public void Report(int index, EventOutcome outcome) => _outcomes[index] = outcome;

    /// <summary>The record of what the batch does to a lead, begun with the lead's state before it.</summary>
    public TouchedLead Touch(MongoLead lead)
    {
        if (_touched.TryGetValue(lead.Id, out var known)) return known;
        _revisions[lead.Id] = lead.Revision;
        return _touched[lead.Id] = new(lead.Id, lead);
    }

    /// <summary>The same, with the lead's current state, before it is folded.</summary>
    public TouchedLead Begin(MongoLead lead)
    {
        var touched = Touch(lead);
        touched.Reread(lead);
        return touched;
    }

    public void Folded(string leadId, long revision) => _revisions[leadId] = revision;

    /// <summary>The lead is deleted, so it need not be brought to newer rules.</summary>
    public void Deleted(string leadId) => _revisions.Remove(leadId);

    /// <summary>
    /// The batch may not have seen rules published while it was written, and their rescore may have passed its leads before. So the
    /// leads are brought up to date until none is behind the newest rules.
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
