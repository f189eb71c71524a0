using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Concurrent queries of the lead table.</summary>
public sealed class LeadTableUpdaterTests : INeedsMongo, IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly MongoFixture _fixture = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private int _readings;
    private volatile bool _isBroken;

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _fixture.DisposeAsync();
        _release.Dispose();
    }

    [StoreFact]
    public async Task A_reading_goes_on_when_its_query_is_cancelled()
    {
        var store = await OpenAsync();
        using var impatient = new CancellationTokenSource();
        var first = store.Leads.LeaderboardAsync(10, impatient.Token);
        await _begun.Task.WaitAsync(Timeout);
        var second = store.Leads.LeaderboardAsync(10, default);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Timeout));
        _release.Set();
        Assert.Single(await second);
        Assert.Equal(1, _readings);
    }

    [StoreFact]
    public async Task A_reading_that_fails_answers_no_query()
    {
        var store = await OpenAsync();
        _isBroken = true;
        var first = store.Leads.LeaderboardAsync(10, default);
        await _begun.Task.WaitAsync(Timeout);
        var others = Enumerable.Range(0, 3).Select(_ => store.Leads.LeaderboardAsync(10, default)).ToList();
        _release.Set();
        foreach (var asked in others.Prepend(first)) await Assert.ThrowsAsync<StoreUnavailableException>(() => asked);
        _isBroken = false;
        Assert.Single(await store.Leads.LeaderboardAsync(10, default));
    }

    /// <summary>Queries by name while other instances add leads.</summary>
    [StoreFact]
    public async Task A_list_by_name_is_in_its_order_while_leads_come_in()
    {
        var (store, other) = (_fixture.Open(), _fixture.Open());
        var adding = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await other.LeadAsync($"{(i * 7919) % 1000:d3}");
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!adding.IsCompleted)
            {
                var names = (await store.Leads.ListAsync(new(0, 200, null, null, null, null, LeadSort.Name), default)).Leads.Select(l => l.Name).ToList();
                Assert.Equal(names.Order(StringComparer.Ordinal), names);
            }
        })));
        await adding;
    }

    /// <summary>An instance whose first load of the lead table is held.</summary>
    private async Task<StorePorts> OpenAsync()
    {
        await _fixture.Open().LeadAsync("ada");
        var settings = MongoClientSettings.FromConnectionString(_fixture.ConnectionString);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(OnCommand);
        return _fixture.Open(new NoFaults(), services => services.AddSingleton<IMongoClient>(new MongoClient(settings)));
    }

    private void OnCommand(CommandStartedEvent command)
    {
        if (command.CommandName != "find" || command.Command["find"] != "leads") return;
        if (!command.Command.TryGetValue("filter", out var filter) || filter is not BsonDocument { ElementCount: 1 } only || !only.Contains("deletedAt")) return;
        Interlocked.Increment(ref _readings);
        _begun.TrySetResult();
        _release.Wait(Timeout);
        if (_isBroken) throw new IOException("cut off");
    }
}
