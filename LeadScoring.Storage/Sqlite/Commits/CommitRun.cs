using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>
/// One batch on its way into the database, in as many short transactions as it takes. Events go lead by lead, and in
/// arrival order within a lead. A failure leaves the transactions before it in place; repeating the batch is safe.
/// </summary>
internal sealed class CommitRun(SqliteFile file, IReadOnlyList<IncomingEvent> events)
{
    /// <summary>Other processes write to the same file: they get a turn this often.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    /// <summary>…but not so often that, on a busy machine, every few events pay for a transaction of their own.</summary>
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

        return new(_outcomes, [.. _touched.Values.Where(lead => lead.HasNews).Select(lead => lead.ToChange())]);
    }

    private bool CommitSlice(SqlSession session)
    {
        var (started, first) = (Stopwatch.GetTimestamp(), _next);
        var transaction = new CommitTransaction(session, file.Rules, file.Now, _touched, _outcomes);
        bool HasTime() => _next < _order.Length
            && ((_next - first < SliceEvents && !transaction.CaughtUp) || Stopwatch.GetElapsedTime(started) < Slice);
        do
        {
            var leadId = events[_order[_next]].LeadId;
            var lead = transaction.Open(leadId);
            do
            {
                var index = _order[_next++];
                if (lead is null) _outcomes[index] = Nowhere(events[index], transaction.IsDeleted(leadId));
                else lead.Apply(events[index], index);
            }
            while (HasTime() && events[_order[_next]].LeadId == leadId);
            lead?.Save();
        }
        while (HasTime());
        transaction.Save();
        return true;
    }

    private static EventOutcome Nowhere(IncomingEvent e, bool deleted) =>
        new(e.EventId, e.LeadId, deleted ? EventStatus.LeadDeleted : EventStatus.LeadUnknown, false, 0, 0, false, false);
}
