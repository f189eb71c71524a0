using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Imports;
using LeadScoring.Storage.Sqlite.Jobs;
using LeadScoring.Storage.Sqlite.Leads;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>One transaction of a batch: the rules it scores with, and what it writes once for all its leads.</summary>
internal sealed class CommitTransaction(
    SqlSession session, RuleBook book, long now, Dictionary<long, TouchedLead> touched, EventOutcome[] outcomes)
{
    private readonly List<long> _changed = [];
    private Dictionary<string, int>? _imported;
    private int _inserted;
    private bool? _anyDeleted;

    public SqlSession Session { get; } = session;

    /// <summary>Read in this very transaction: nobody can publish before it ends.</summary>
    public RuleTimeline Rules { get; } = book.Current(session);

    public ScoreBuckets Buckets { get; } = new();

    public RescoreCounts Rescored { get; } = new(session);

    public long Now => now;

    /// <summary>A lead was brought to newer rules, perhaps by refolding all its events: that can have taken long.</summary>
    public bool CaughtUp { get; private set; }

    /// <summary>The lead at the current rules; null when there is none (any more).</summary>
    public CommitLead? Open(string leadId)
    {
        if (LeadStateRows.Find(Session, leadId) is not { } lead) return null;
        var touchedLead = Touch(leadId, lead);
        var revision = lead.Revision;
        LeadRefolds.Catch(Session, book, lead, Rules);
        CaughtUp |= lead.Revision != revision;
        if (lead.Fold.Score != lead.StoredScore) Rescored.Add(lead, revision);
        return new CommitLead(this, lead, touchedLead, lead.Revision != revision);
    }

    /// <summary>Notes that a batch concerned a lead, the first time as it was before.</summary>
    public TouchedLead Touch(string leadId) => Touch(leadId, LeadStateRows.Find(Session, leadId)!);

    public void Counted(int index, EventOutcome outcome)
    {
        outcomes[index] = outcome;
        _inserted++;
    }

    /// <summary>An event counted that came in a file.</summary>
    public void Imported(string? importId)
    {
        if (importId is null) return;
        _imported ??= new(StringComparer.Ordinal);
        _imported[importId] = _imported.GetValueOrDefault(importId) + 1;
    }

    public void Repeated(int index, EventOutcome outcome) => outcomes[index] = outcome;

    public void Changed(long number) => _changed.Add(number);

    public bool IsDeleted(string leadId) => AnyDeleted && DeletedLeads.Contains(Session, leadId);

    /// <summary>The event counted once, for a lead that was deleted since.</summary>
    public bool IsBuried(string eventId) => AnyDeleted && Tombstones.Contains(Session, eventId);

    /// <summary>The rows that many events change together.</summary>
    public void Save()
    {
        Buckets.Save(Session);
        Rescored.Save();
        LeadChangeLog.Append(Session, LeadChangeLog.Score, _changed);
        Counters.Add(Session, Counters.Events, _inserted);
        foreach (var (id, events) in _imported ?? []) ImportRows.Scored(Session, id, events);
    }

    /// <summary>Where nothing was ever deleted, no event pays for it.</summary>
    private bool AnyDeleted => _anyDeleted ??= DeletedLeads.Any(Session);

    private TouchedLead Touch(string leadId, LeadState lead) =>
        touched.TryGetValue(lead.Number, out var known) ? known : touched[lead.Number] = new(leadId, lead);
}
