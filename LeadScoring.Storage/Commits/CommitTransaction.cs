using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Commits;

/// <summary>One transaction of a batch: the rules that it scores with, its results, and the rows that it writes once for all its leads.</summary>
/// <param name="session">The transaction.</param>
/// <param name="timelines">Cached rules.</param>
/// <param name="now">Unix ms.</param>
/// <param name="before">What earlier transactions of the batch did to leads; not changed.</param>
/// <param name="events">How many events at most.</param>
internal sealed class CommitTransaction(
    IStoreSession session, TimelineCache timelines, long now, Dictionary<long, TouchedLead> before, int events)
{
    private readonly List<LeadState> _changed = [];
    private readonly RescoreCounts _rescored = new(session);
    private readonly ScoreBuckets _buckets = new();
    private Dictionary<(string Import, int Stripe), int>? _imported;
    private Dictionary<int, int>? _counted;
    private bool? _anyDeleted;

    public IStoreSession Session => session;

    /// <summary>
    /// Read in this transaction, and still the newest when it is committed: <see cref="IRuleRows.AddRevision"/> excludes every transaction
    /// that has scored with the rules before.
    /// </summary>
    public RuleTimeline Rules { get; } = timelines.Current(session);

    public long Now => now;

    /// <summary>What it changes of the rollups of events.</summary>
    public RollupChanges Rollups { get; } = new();

    /// <summary>One per event, in the order of the batch.</summary>
    public List<EventOutcome> Outcomes { get; } = new(Math.Min(events, 1024));

    /// <summary>The leads of this transaction, by number.</summary>
    public Dictionary<long, TouchedLead> Touched { get; } = [];

    /// <summary>What it wrote to the outbox.</summary>
    public IReadOnlyList<long> Positions { get; private set; } = [];

    /// <summary>A lead was brought to newer rules, which may have refolded its whole history and taken long.</summary>
    public bool CaughtUp { get; private set; }

    /// <summary>Spares every event the lookups in a store from which no lead was ever deleted.</summary>
    private bool AnyDeleted => _anyDeleted ??= session.Deleted.Any();

    /// <summary>The lead, brought to the current rules; null when there is no such lead.</summary>
    public CommitLead? Open(string leadId)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var touched = Touch(leadId, lead);
        var revision = lead.Revision;
        LeadRefolds.CatchUp(session, timelines, lead, Rules);
        CaughtUp |= lead.Revision != revision;
        if (lead.Fold.Score != lead.StoredScore) _rescored.Add(lead, revision);
        return new CommitLead(this, lead, touched, lead.Revision != revision);
    }

    /// <summary>The record of what the batch does to another lead, begun with the lead's state before it.</summary>
    public TouchedLead Touch(string leadId) => Touch(leadId, session.States.Find(leadId)!);

    /// <summary>Counts an event of a lead, also for the import that it came with.</summary>
    public void Count(LeadState lead, string? importId)
    {
        _counted ??= [];
        _counted[lead.Stripe] = _counted.GetValueOrDefault(lead.Stripe) + 1;
        if (importId is null) return;
        _imported ??= [];
        var key = (importId, lead.Stripe);
        _imported[key] = _imported.GetValueOrDefault(key) + 1;
    }

    public void Changed(LeadState lead)
    {
        _changed.Add(lead);
        _buckets.Move(lead.Stripe, lead.StoredScore, lead.Fold.Score);
    }

    public bool IsDeleted(string leadId) => AnyDeleted && session.Deleted.Contains(leadId);

    /// <summary>The event was committed for a lead that has been deleted since.</summary>
    public bool HasTombstone(string eventId) => AnyDeleted && session.Events.HasTombstone(eventId);

    /// <summary>Writes the rows that many events change together.</summary>
    public void Save()
    {
        _buckets.Save(session);
        _rescored.Save();
        if (!Rollups.IsEmpty) session.Rollups.Append(Rollups.Encode());
        foreach (var (stripe, count) in _counted ?? []) session.Events.Counted(stripe, count);
        foreach (var ((import, stripe), count) in _imported ?? []) session.Imports.Scored(import, stripe, count);
        Positions = session.Changes.Append(LeadChangeKind.Score, _changed, now);
    }

    private TouchedLead Touch(string leadId, LeadState lead)
    {
        if (Touched.TryGetValue(lead.Number, out var touched)) return touched;
        return Touched[lead.Number] = before.TryGetValue(lead.Number, out var known) ? known.Copy() : new(leadId, lead);
    }
}
