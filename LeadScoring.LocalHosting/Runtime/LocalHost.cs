using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Logging;
using LeadScoring.LocalHosting.Network;
using LeadScoring.LocalHosting.ResourcePage;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>The whole application as local processes.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private const int DefaultStartTimeoutSeconds = 90;
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1.5);
    private readonly DistributedApplicationBuilder _builder;
    private readonly ResourceNotificationService _notifications;
    private readonly IReadOnlyList<IReadOnlyList<IResource>> _waves;
    private readonly SemaphoreSlim _lifecycle = new(1);
    private bool _running;
    private ResourcePageServer? _page;

    public LocalHost(DistributedApplicationBuilder builder, ResourceNotificationService notifications)
    {
        (_builder, _notifications) = (builder, notifications);
        _waves = StartOrder.Waves(builder.Resources);
        Console = builder.Local.IsTest ? null : new ConsoleSink([.. builder.Resources.Select(r => r.Name)], System.Console.Out, ConsoleSink.WantsColour);
        var timeout = TimeSpan.FromSeconds(builder.Configuration.GetValue("LocalHosting:StartTimeoutSeconds", DefaultStartTimeoutSeconds));
        Logs = new LogStore(Console, Changes, TimeProvider.System);
        Runners = builder.Resources.ToDictionary(
            r => r.Name,
            r =>
            {
                var plan = InstancePlan.For(r, builder.Configuration, Logs);
                return new ResourceRunner(r, plan, Logs, notifications, Changes, timeout);
            },
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Null under a test.</summary>
    public ConsoleSink? Console { get; }

    /// <summary>Raised when a state, a health or a log has changed.</summary>
    public ChangeSignal Changes { get; } = new();

    public LogStore Logs { get; }

    public IReadOnlyDictionary<string, ResourceRunner> Runners { get; }

    public IReadOnlyList<IResource> Resources => _builder.Resources;

    /// <summary>What is known of each resource now.</summary>
    public IEnumerable<ResourceEvent> States => Resources.Select(r => _notifications.Latest(r.Name));

    /// <summary>The developers' page; null under a test that does not ask for it by its port.</summary>
    public string? PageUrl => _page?.Url;

    public string? DataFolder => _builder.Local.DataFolder?.Path;

    public ResourceRunner Runner(string name)
        => Runners.GetValueOrDefault(name) ?? throw new DistributedApplicationException($"There is no resource named '{name}'.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PortCheck.Require(_builder.Resources, _builder.Local);
        _builder.Local.DataFolder?.Acquire();
        foreach (var redis in _builder.Resources.OfType<RedisResource>().Where(r => !r.IsExternal))
            _ = Redis.RedisServer.Spec(redis); // throws now, with the advice, if it is not installed
        _running = true;
        var pagePort = _builder.Configuration.GetValue<int?>(ResourcePageServer.PortSetting);
        if (!_builder.Local.IsTest || pagePort is not null) _page = await ResourcePageServer.StartAsync(this, pagePort);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var starts = Runners.Values.Select(r => r.StartAsync(failed.Token)).ToList();
        try
        {
            await foreach (var start in Task.WhenEach(starts)) await start;
        }
        catch
        {
            await failed.CancelAsync();
            await Task.WhenAll(starts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Dependents first. All of it takes 9 s at most: what uses up its grace shortens the others' to no less than 1.5 s.</summary>
    public async Task StopAsync(CancellationToken killNow)
    {
        await _lifecycle.WaitAsync(CancellationToken.None);
        try
        {
            if (!_running) return;
            _running = false;
            var started = TimeProvider.System.GetTimestamp();
            for (var i = _waves.Count - 1; i >= 0; i--)
            {
                var left = StopBudget - TimeProvider.System.GetElapsedTime(started) - (Reserve * i);
                var grace = left < Grace ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : Grace;
                await Task.WhenAll(_waves[i].Select(r => Runner(r.Name).StopAsync(grace, killNow)));
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        if (Interlocked.Exchange(ref _page, null) is { } page) await page.DisposeAsync();
        foreach (var runner in Runners.Values) runner.Dispose();
        _builder.Local.DataFolder?.Dispose();
        if (Console is not null) await Console.DisposeAsync();
    }
}
