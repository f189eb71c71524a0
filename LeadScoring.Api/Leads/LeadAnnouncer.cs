using System.Threading.Channels;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Appends leads that were created, replaced or deleted to the change feed. It does so after the answer, and retries while Redis is
/// unavailable: writing a lead does not depend on Redis. What waits is lost with the process; the dashboard reads again every few seconds
/// anyway.
/// </summary>
internal sealed class LeadAnnouncer(IChangeFeed feed, TimeProvider time, ILogger<LeadAnnouncer> log) : BackgroundService
{
    private const int MaxWaiting = 100_000;
    private const int MaxBatch = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<(string Kind, LeadChange Change)> _waiting = Channel.CreateBounded<(string, LeadChange)>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Changed(Lead lead) => _waiting.Writer.TryWrite((ChangeKinds.Lead, ChangeOf(lead)));

    /// <summary>Many at once, before their import goes on, so that later ones cannot push them out of the bounded queue.</summary>
    public async Task ChangedAsync(IReadOnlyList<Lead> leads, CancellationToken ct)
    {
        try
        {
            await feed.AnnounceAsync(ChangeKinds.Lead, [.. leads.Select(ChangeOf)], ct);
        }
        catch (QueueUnavailableException)
        {
            foreach (var lead in leads) Changed(lead);
        }
    }

    public void Rescored(LeadChange change) => _waiting.Writer.TryWrite((ChangeKinds.Rescored, change));

    public void Deleted(LeadChange change) => _waiting.Writer.TryWrite((ChangeKinds.Deleted, change));

    private LeadChange ChangeOf(Lead lead) => new(
        lead.Id, lead.CurrentScore, lead.CurrentScore, lead.Version, null, null, lead.UpdatedAtMs, time.GetUtcNow().ToUnixTimeMilliseconds());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(string Kind, LeadChange Change)>();
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
    private async Task FlushAsync(List<(string Kind, LeadChange Change)> batch)
    {
        using var limit = new CancellationTokenSource(LastTry);
        while (_waiting.Reader.TryRead(out var next)) batch.Add(next);
        await AnnounceAsync(batch, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>In order: a lead that was changed and then deleted ends as deleted.</summary>
    private async Task AnnounceAsync(List<(string Kind, LeadChange Change)> batch, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var done = 0; done < batch.Count;)
        {
            var kind = batch[done].Kind;
            var same = batch.Skip(done).TakeWhile(b => b.Kind == kind).Select(b => b.Change).ToList();
            try
            {
                await feed.AnnounceAsync(kind, same, ct);
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
}
