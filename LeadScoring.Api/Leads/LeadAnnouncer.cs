using System.Threading.Channels;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Appends leads that were created, replaced or deleted to the change feed. It does so after the answer, and retries while Redis is
/// unavailable: writing a lead does not depend on Redis. What waits when the process dies is in the store's outbox, from which a worker
/// announces it.
/// </summary>
internal sealed class LeadAnnouncer(IChangeFeed feed, IOutbox outbox, TimeProvider time, ILogger<LeadAnnouncer> log) : BackgroundService
{
    private const int MaxWaiting = 100_000;
    private const int MaxBatch = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Changed(Lead lead, IReadOnlyList<long> positions) => _waiting.Writer.TryWrite(new(ChangeKinds.Lead, ChangeOf(lead), new(positions, 1)));

    /// <summary>All changes of one transaction.</summary>
    public void Changed(IReadOnlyCollection<LeadChange> changes, IReadOnlyList<long> positions)
    {
        var together = new Together(positions, changes.Count);
        foreach (var change in changes) _waiting.Writer.TryWrite(new(ChangeKinds.Lead, change, together));
    }

    /// <summary>Many at once, before their import goes on, so that later ones cannot push them out of the bounded queue.</summary>
    public async Task ChangedAsync(IReadOnlyList<Lead> leads, IReadOnlyList<long> positions, CancellationToken ct)
    {
        try
        {
            await feed.AnnounceAsync(ChangeKinds.Lead, [.. leads.Select(ChangeOf)], ct);
            outbox.Announced(positions);
        }
        catch (QueueUnavailableException)
        {
            var together = new Together(positions, leads.Count);
            foreach (var lead in leads) _waiting.Writer.TryWrite(new(ChangeKinds.Lead, ChangeOf(lead), together));
        }
    }

    public void Rescored(LeadChange change, IReadOnlyList<long> positions) => _waiting.Writer.TryWrite(new(ChangeKinds.Rescored, change, new(positions, 1)));

    public void Deleted(LeadDeletion deletion) => _waiting.Writer.TryWrite(new(ChangeKinds.Deleted, deletion.Change, new(deletion.Positions, 1)));

    private LeadChange ChangeOf(Lead lead) => new(
        lead.Id, lead.CurrentScore, lead.CurrentScore, lead.Version, null, null, lead.UpdatedAtMs, time.GetUtcNow().ToUnixTimeMilliseconds());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next)) batch.Add(next);
                await AnnounceAsync(batch, stoppingToken);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            await FlushAsync(batch);
        }
    }

    /// <summary>When the process stops, what waits gets one more attempt.</summary>
    private async Task FlushAsync(List<Waiting> batch)
    {
        using var limit = new CancellationTokenSource(LastTry);
        while (_waiting.Reader.TryRead(out var next)) batch.Add(next);
        await AnnounceAsync(batch, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>In order: a lead that was changed and then deleted ends as deleted.</summary>
    private async Task AnnounceAsync(List<Waiting> batch, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var done = 0; done < batch.Count;)
        {
            var kind = batch[done].Kind;
            var same = batch.Skip(done).TakeWhile(b => b.Kind == kind).ToList();
            try
            {
                await feed.AnnounceAsync(kind, same.ConvertAll(b => b.Change), ct);
                outbox.Announced([.. same.SelectMany(b => b.Together.Announced())]);
                done += same.Count;
                pause = FirstPause;
            }
            catch (QueueUnavailableException e)
            {
                log.AnnouncingFailed(batch.Count - done, e.Message, (int)pause.TotalMilliseconds);
                await Task.Delay(pause, time, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.AnnouncementsLost(e, same.Count);
                done += same.Count;
            }
        }
    }

    private sealed record Waiting(string Kind, LeadChange Change, Together Together);

    /// <summary>The changes of one transaction: it is announced when all of them are.</summary>
    private sealed class Together(IReadOnlyList<long> positions, int changes)
    {
        private int _left = changes;

        /// <summary>One more is announced: the positions of all after the last one.</summary>
        public IReadOnlyList<long> Announced() => --_left == 0 ? positions : [];
    }
}
