using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Imports;
using LeadScoring.Storage.Sqlite.Jobs;
using LeadScoring.Storage.Sqlite.Leads;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>
/// Commits one batch in as many short transactions as it takes, lead by lead, and in arrival order within a lead. A failure leaves
/// the earlier transactions committed; repeating the batch is safe.
/// </summary>
internal sealed class CommitRun(SqliteFile file, IReadOnlyList<IncomingEvent> events)
{
    /// <summary>How long one transaction may take: other processes write to the same file.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    /// <summary>A transaction takes at least so many events, so that a busy machine does not commit every few events on their own.</summary>
    private const int SliceEvents = 128;

    private readonly int[] _order = CommitOrder.ByLead(events);
    private readonly EventOutcome[] _outcomes = new EventOutcome[events.Count];
    private readonly Dictionary<long, TouchedLead> _touched = [];
    private int _next;

    public async Task<CommitResult> RunAsync(CancellationToken ct)
    {
        while (_next < _order.Length)
        {
            if (_next > 0) await Task.Delay(1, ct);
            await file.WriteAsync(CommitSlice, ct);
        }

        return new(_outcomes, [.. _touched.Values.Where(lead => lead.HasChange).Select(lead => lead.ToChange())]);
    }

    private bool CommitSlice(SqlSession session)
    {
        var (started, first) = (Stopwatch.GetTimestamp(), _next);
        var transaction = new CommitTransaction(session, file.Timelines, file.Now, _touched, _outcomes);
        bool HasTime() => _next < _order.Length
            && ((_next - first < SliceEvents && !transaction.CaughtUp) || Stopwatch.GetElapsedTime(started) < Slice);
        do
        {
            var leadId = events[_order[_next]].LeadId;
            var lead = transaction.Open(leadId);
            do
            {
                var index = _order[_next++];
                if (lead is null) _outcomes[index] = WithoutLead(events[index], transaction.IsDeleted(leadId));
                else lead.Apply(events[index], index);
            }
            while (HasTime() && events[_order[_next]].LeadId == leadId);
            lead?.Save();
        }
        while (HasTime());
        transaction.Save();
        return true;
    }

    private static EventOutcome WithoutLead(IncomingEvent e, bool deleted) =>
        new(e.EventId, e.LeadId, deleted ? EventStatus.LeadDeleted : EventStatus.LeadUnknown, false, 0, 0, false, false);
}

/// <summary>One transaction of a batch: the rules that it scores with, and the rows that it writes once for all its leads.</summary>
internal sealed class CommitTransaction(
    SqlSession session, TimelineCache timelines, long now, Dictionary<long, TouchedLead> touched, EventOutcome[] outcomes)
{
    private readonly List<long> _changed = [];
    private Dictionary<string, int>? _imported;
    private int _inserted;
    private bool? _anyDeleted;

    public SqlSession Session { get; } = session;

    /// <summary>Read in this transaction, which holds the write lock: no rule can be published before it ends.</summary>
    public RuleTimeline Rules { get; } = timelines.Current(session);

    public ScoreBuckets Buckets { get; } = new();

    public RescoreCounts Rescored { get; } = new(session);

    public long Now => now;

    /// <summary>A lead was brought to newer rules, which may have refolded its whole history and taken long.</summary>
    public bool CaughtUp { get; private set; }

    /// <summary>The lead, brought to the current rules; null when there is no such lead.</summary>
    public CommitLead? Open(string leadId)
    {
        if (LeadStateRows.Find(Session, leadId) is not { } lead) return null;
        var touchedLead = Touch(leadId, lead);
        var revision = lead.Revision;
        LeadRefolds.CatchUp(Session, timelines, lead, Rules);
        CaughtUp |= lead.Revision != revision;
        if (lead.Fold.Score != lead.StoredScore) Rescored.Add(lead, revision);
        return new CommitLead(this, lead, touchedLead, lead.Revision != revision);
    }

    /// <summary>The record of what the batch does to a lead, begun with the lead's state before it.</summary>
    public TouchedLead Touch(string leadId) => Touch(leadId, LeadStateRows.Find(Session, leadId)!);

    public void AddCommitted(int index, EventOutcome outcome)
    {
        outcomes[index] = outcome;
        _inserted++;
    }

    /// <summary>Counts an event for the import that it came with.</summary>
    public void CountForImport(string? importId)
    {
        if (importId is null) return;
        _imported ??= new(StringComparer.Ordinal);
        _imported[importId] = _imported.GetValueOrDefault(importId) + 1;
    }

    public void Repeated(int index, EventOutcome outcome) => outcomes[index] = outcome;

    public void Changed(long number) => _changed.Add(number);

    public bool IsDeleted(string leadId) => AnyDeleted && DeletedLeads.Contains(Session, leadId);

    /// <summary>The event was committed for a lead that has been deleted since.</summary>
    public bool HasTombstone(string eventId) => AnyDeleted && Tombstones.Contains(Session, eventId);

    /// <summary>Writes the rows that many events change together.</summary>
    public void Save()
    {
        Buckets.Save(Session);
        Rescored.Save();
        LeadTableLog.Append(Session, LeadTableLog.Score, _changed);
        Counters.Add(Session, Counters.Events, _inserted);
        foreach (var (id, events) in _imported ?? []) ImportRows.Scored(Session, id, events);
    }

    /// <summary>Spares every event the lookups in a store from which no lead was ever deleted.</summary>
    private bool AnyDeleted => _anyDeleted ??= DeletedLeads.Any(Session);

    private TouchedLead Touch(string leadId, LeadState lead) =>
        touched.TryGetValue(lead.Number, out var known) ? known : touched[lead.Number] = new(leadId, lead);
}
