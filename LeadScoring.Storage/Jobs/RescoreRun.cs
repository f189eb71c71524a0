using System.Diagnostics;
using System.Globalization;
using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Leads;

namespace LeadScoring.Storage.Jobs;

/// <summary>
/// One chunk of a rescore, and of all rescores in the same pass. Leads are folded from a snapshot, outside any write transaction, then
/// written in short transactions, each only if no commit has changed it in between; those are folded again.
/// </summary>
internal sealed class RescoreRun(IStoreDatabase database, BackgroundJob job, bool announceAll)
{
    private readonly List<LeadChange> _changes = [];
    private readonly List<long> _positions = [];
    private int _changed;

    public async Task<JobChunk> RunAsync(int maxLeads, CancellationToken ct)
    {
        if (await database.ReadAsync(session => NextLeads(session, maxLeads), ct) is not var (pass, leads)) return new(0, 0, [], null);
        var visited = pass.Count(leads.ConvertAll(lead => lead.Fold.Last.TimestampMs));
        visited.Remove(job.Id, out var own);
        var queue = new Queue<long>(leads.Select(lead => lead.Number));
        while (queue.Count > 0)
        {
            var waiting = queue.ToList();
            var (folded, done) = await database.ReadAsync(session => FoldSome(session, waiting), ct);
            for (var i = 0; i < done; i++) queue.Dequeue();
            await WriteAsync(folded, queue, ct);
        }

        var last = leads.Count < maxLeads ? null : leads[^1].Number.ToString(CultureInfo.InvariantCulture);
        return new(own, _changed, _changes, last, visited) { Positions = _positions };
    }

    /// <summary>Null when the job is not open any more.</summary>
    private (RescorePass Pass, List<LeadState> Leads)? NextLeads(IStoreSession session, int maxLeads)
    {
        if (RescorePass.Of(job.Id, session.Jobs.OpenRescores()) is not { } pass) return null;
        return (pass, session.States.After(pass.Cursor, pass.SinceMs, maxLeads));
    }

    /// <summary>Folds until there is about one transaction's worth to write; returns how many leads it has looked at, too.</summary>
    private (List<Folded> Leads, int Done) FoldSome(IStoreSession session, List<long> numbers)
    {
        var rules = database.Timelines.Current(session);
        session.States.Expect(numbers);
        var folded = new List<Folded>();
        var (started, done) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            if (session.States.Find(numbers[done++]) is not { } lead) continue;
            var behind = lead.Revision < rules.Revision;
            if (!behind) folded.Add(new(lead, null, null, null));
            else if (!LeadRefolds.IsAffected(session, database.Timelines, lead, rules)) folded.Add(new(lead, rules, null, null));
            else folded.Add(Refold(session, lead, rules));
        }
        while (done < numbers.Count && done < database.Limits.MaxEvents && Stopwatch.GetElapsedTime(started) < database.Limits.Duration);
        return (folded, done);
    }

    private static Folded Refold(IStoreSession session, LeadState lead, RuleTimeline rules)
    {
        var (fold, blocks) = LeadRefolds.Refold(session, lead, rules);
        return new(lead, rules, fold, blocks);
    }

    private async Task WriteAsync(List<Folded> folded, Queue<long> again, CancellationToken ct)
    {
        for (var next = 0; next < folded.Count;)
        {
            var written = await database.WriteAsync(session => WriteSome(session, folded, next), ct);
            next = written.Next;
            foreach (var number in written.Again) again.Enqueue(number);
            _changes.AddRange(written.Changes);
            _changed += written.Changes.Count(change => change.Score != change.PreviousScore);
            _positions.AddRange(written.Positions);
            await Task.Delay(1, ct);
        }
    }

    private Written WriteSome(IStoreSession session, List<Folded> folded, int next)
    {
        var written = new Written(session);
        session.States.Expect([.. folded.Skip(next).Select(lead => lead.State.Number)]);
        var started = Stopwatch.GetTimestamp();
        do
        {
            var lead = folded[next++];
            if (session.States.Find(lead.State.Number) is not { } now || session.States.IdOf(now.Number) is not { } id) continue; // deleted in between
            if (lead.Rules is not null && (now.Version != lead.State.Version || now.Revision != lead.State.Revision))
            {
                written.Again.Add(now.Number);
                continue;
            }

            Write(lead, now, written);
            if (!announceAll && now.Fold.Score == now.StoredScore) continue;
            written.Changes.Add(new(id, now.StoredScore, now.Fold.Score, now.Version, null, null, now.Fold.Last.TimestampMs, database.Now));
        }
        while (next < folded.Count && Stopwatch.GetElapsedTime(started) < database.Limits.Duration);
        written.Save(next, database.Now);
        return written;
    }

    private static void Write(Folded folded, LeadState lead, Written written)
    {
        if (folded.Rules is not { } rules) return; // is at the newest rules already
        var revision = lead.Revision;
        lead.Revision = rules.Revision;
        if (folded.Fold is not { } fold || folded.Blocks is not { } blocks) written.Session.States.SaveRevision(lead);
        else written.Replace(lead, revision, fold, blocks);
    }

    /// <summary>One transaction of the chunk: what it writes once for all its leads, and what it did.</summary>
    private sealed class Written(IStoreSession session)
    {
        private readonly ScoreBuckets _buckets = new();
        private readonly RescoreCounts _rescored = new(session);
        private readonly List<LeadState> _replaced = [];

        public IStoreSession Session => session;

        public int Next { get; private set; }

        public List<long> Again { get; } = [];

        public List<LeadChange> Changes { get; } = [];

        public IReadOnlyList<long> Positions { get; private set; } = [];

        public void Replace(LeadState lead, long revision, LeadFold fold, BlockList blocks)
        {
            session.States.ReplaceBlocks(lead, blocks);
            lead.Fold = fold;
            lead.Version++;
            session.States.Save(lead);
            _buckets.Move(lead.Stripe, lead.StoredScore, fold.Score);
            _replaced.Add(lead);
            if (fold.Score != lead.StoredScore) _rescored.Add(lead, revision);
        }

        public void Save(int next, long now)
        {
            Next = next;
            _buckets.Save(session);
            _rescored.Save();
            Positions = session.Changes.Append(LeadChangeKind.Rescored, _replaced, now);
        }
    }

    private sealed record Folded(LeadState State, RuleTimeline? Rules, LeadFold? Fold, BlockList? Blocks);
}
