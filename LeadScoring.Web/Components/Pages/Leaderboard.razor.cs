using System.Globalization;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using Microsoft.AspNetCore.Components;

namespace LeadScoring.Web.Components.Pages;

/// <summary>The top leads, live. One render per tick, of the rows that changed.</summary>
public sealed partial class Leaderboard(LeaderboardBroadcast broadcast, LeadsClient client, TimeProvider time) : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Aging = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _leaving = new();
    private readonly HeldOrder _order = new();
    private LeaderboardSnapshot _snapshot = LeaderboardSnapshot.Empty;
    private IReadOnlyList<LeadRow> _rows = [];
    private int _tick;

    private TimeProvider Time => time;

    private string Example =>
        $$"""
        curl -X POST {{client.Address}}api/leads \
          -H "Content-Type: application/json" \
          -d '{"name":"John Doe","email":"john@example.com","company":"Acme"}'

        curl -X POST {{client.Address}}api/events \
          -H "Content-Type: application/json" \
          -d '{"eventId":"evt_1","eventType":"page_view","leadId":"<LEAD_ID>"}'
        """;

    private string Subtitle => _rows.Count == 0
        ? ""
        : _rows.Count < LiveLeaderboard.Rows
            ? $"{_rows.Count.ToString(CultureInfo.InvariantCulture)} {(_rows.Count == 1 ? "lead" : "leads")} by score"
            : $"The first {LiveLeaderboard.Rows} by score";

    private string Waiting => _order.Waiting == 1 ? "1 change waiting" : $"{_order.Waiting} changes waiting";

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override void OnInitialized() => Show(broadcast.Current);

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _ = FollowAsync(_leaving.Token);
        _ = AgeAsync(_leaving.Token);
    }

    private void Show(LeaderboardSnapshot snapshot)
    {
        _snapshot = snapshot;
        _rows = _order.Arrange(snapshot.Rows);
    }

    private void Hold() => _order.Hold();

    private void Apply()
    {
        _order.Release();
        Show(_snapshot);
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var snapshot in broadcast.FollowAsync(Interval, ct)) await RenderAsync(() => Show(snapshot));
        }
        catch (OperationCanceledException)
        {
            // Left the page.
        }
    }

    /// <summary>Keeps "12 s ago" true.</summary>
    private async Task AgeAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Aging, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct)) await RenderAsync(() => _tick++);
        }
        catch (OperationCanceledException)
        {
            // Left the page.
        }
    }

    private Task RenderAsync(Action change) => InvokeAsync(() =>
    {
        change();
        StateHasChanged();
    });
}
