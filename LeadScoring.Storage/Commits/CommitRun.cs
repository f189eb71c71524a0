using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Commits;

/// <summary>
/// Commits one batch in as many short transactions as it takes, lead by lead, and in arrival order within a lead. A failure leaves
/// the earlier transactions committed; repeating the batch is safe.
/// </summary>
internal sealed class CommitRun
{
    private readonly IStoreDatabase _database;
    private readonly IncomingEvent[] _events;
    private readonly int[] _order;
    private readonly EventOutcome[] _outcomes;
    private readonly Dictionary<long, TouchedLead> _touched = [];
    private readonly List<long> _positions = [];
    private int _next;

    public CommitRun(IStoreDatabase database, IReadOnlyList<IncomingEvent> events)
    {
        _database = database;
        _order = ByLead(events);
        _events = Array.ConvertAll(_order, i => events[i]);
        _outcomes = new EventOutcome[_events.Length];
    }

    public async Task<CommitResult> RunAsync(CancellationToken ct)
    {
        while (_next < _events.Length)
        {
            if (_next > 0) await Task.Delay(1, ct);
            await CommitAsync(ct);
        }

        return new(_outcomes, [.. _touched.Values.Where(lead => lead.HasChange).Select(lead => lead.ToChange())], _positions);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        var announced = _database.Outbox.Take();
        try
        {
            Take(await _database.WriteAsync(session => CommitSlice(session, announced), ct));
        }
        catch
        {
            _database.Outbox.Return(announced);
            throw;
        }
    }

    /// <summary>The indexes of the events, lead by lead, in the order given within a lead.</summary>
    private static int[] ByLead(IReadOnlyList<IncomingEvent> events)
    {
        var order = new int[events.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => string.CompareOrdinal(events[a].LeadId, events[b].LeadId) is var c and not 0 ? c : a.CompareTo(b));
        return order;
    }

    /// <summary>One transaction. It may be repeated, so nothing of this run changes before it is committed.</summary>
    private CommitTransaction CommitSlice(IStoreSession session, List<long> announced)
    {
        var (started, limits, first) = (Stopwatch.GetTimestamp(), _database.Limits, _next);
        var end = first + Math.Min(_events.Length - first, limits.MaxEvents);
        session.Events.Expect(new ArraySegment<IncomingEvent>(_events, first, end - first));
        var transaction = new CommitTransaction(session, _database.Timelines, _database.Now, _touched, end - first);
        var next = first;
        bool HasTime() => next < end
            && ((next - first < limits.MinEvents && !transaction.CaughtUp) || Stopwatch.GetElapsedTime(started) < limits.Duration);
        do
        {
            var leadId = _events[next].LeadId;
            var lead = transaction.Open(leadId);
            do
            {
                var e = _events[next++];
                if (lead is null) transaction.Outcomes.Add(WithoutLead(e, transaction.IsDeleted(leadId)));
                else lead.Apply(e);
            }
            while (HasTime() && _events[next].LeadId == leadId);
            lead?.Save();
        }
        while (HasTime());
        transaction.Save();
        session.Changes.Announced(announced);
        return transaction;
    }

    /// <summary>Takes over what a committed transaction did.</summary>
    private void Take(CommitTransaction committed)
    {
        foreach (var outcome in committed.Outcomes) _outcomes[_order[_next++]] = outcome;
        foreach (var (number, lead) in committed.Touched) _touched[number] = lead;
        _positions.AddRange(committed.Positions);
    }

    private static EventOutcome WithoutLead(IncomingEvent e, bool deleted) =>
        new(e.EventId, e.LeadId, deleted ? EventStatus.LeadDeleted : EventStatus.LeadUnknown, false, 0, 0, false, false);
}
