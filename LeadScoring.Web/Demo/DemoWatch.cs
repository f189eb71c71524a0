using LeadScoring.Web.Live;

namespace LeadScoring.Web.Demo;

/// <summary>Whether demo events are streaming, for everybody, since anybody may stop them. One per process.</summary>
public sealed class DemoWatch(IServiceScopeFactory scopes) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public Broadcast<DemoState> State { get; } = new(new DemoState(false, false, false, false, null, null));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        do
        {
            await LookAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            State.Publish(await scope.ServiceProvider.GetRequiredService<DemoClient>().StateAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The connection's state says that the API is away; this is only asked again. Whatever it is must not end this service, and the dashboard with it.
        }
    }
}
