using LeadScoring.Contracts.Demo;
using LeadScoring.Web.Board;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Demo;

/// <summary>Polls what the demo service is doing, for all pages; more often while it loads or removes. One per process.</summary>
public sealed class DemoWatch(IServiceScopeFactory scopes, RecentChanges recent, LiveBoards boards) : Watch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(3);

    public Broadcast<DemoState> State { get; } = new(DemoState.None);

    /// <summary>For whoever has asked the demo service to do something: its answer is shown at once, and followed.</summary>
    public void Publish(DemoState state)
    {
        Show(state);
        Refresh();
    }

    protected override TimeSpan NextLook => IsBusy(State.Current) ? BusyInterval : PollInterval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!scope.ServiceProvider.GetRequiredService<DemoClient>().IsConfigured) return;
        await base.ExecuteAsync(stoppingToken).ConfigureAwait(false);
    }

    private static bool IsBusy(DemoState state) => state.Loading || state.Removing;

    protected override async Task LookAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(PollTimeout);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            Show(await scope.ServiceProvider.GetRequiredService<DemoClient>().StateAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The demo service or the API is away: the next poll asks again. No exception may end this service, and the dashboard with it.
        }
    }

    private void Show(DemoState state)
    {
        if (IsBusy(State.Current) && !IsBusy(state))
        {
            // Sparklines that were read meanwhile show a part of what is there now.
            recent.MarkAllOutdated();
            boards.Changes.Notify();
        }

        State.Publish(state);
    }
}
