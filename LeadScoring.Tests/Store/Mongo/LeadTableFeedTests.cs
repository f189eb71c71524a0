using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using Xunit;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Several ask for the table of leads at once.</summary>
public sealed class LeadTableFeedTests : INeedsMongo, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MongoFixture _fixture = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayGoOn = new();
    private int _readings;
    private volatile bool _isBroken;

    public async ValueTask DisposeAsync()
    {
        _mayGoOn.Set();
        await _fixture.DisposeAsync();
        _mayGoOn.Dispose();
    }

    [StoreFact]
    public async Task A_reading_goes_on_when_its_asker_gives_up()
    {
        var store = await OpenAsync();
        using var impatient = new CancellationTokenSource();
        var first = store.Leads.LeaderboardAsync(10, impatient.Token);
        await _begun.Task.WaitAsync(Patience);
        var second = store.Leads.LeaderboardAsync(10, default);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience));
        _mayGoOn.Set();
        Assert.Single(await second);
        Assert.Equal(1, _readings);
    }

    [StoreFact]
    public async Task A_reading_that_fails_is_no_answer_to_anybody()
    {
        var store = await OpenAsync();
        _isBroken = true;
        var first = store.Leads.LeaderboardAsync(10, default);
        await _begun.Task.WaitAsync(Patience);
        var others = Enumerable.Range(0, 3).Select(_ => store.Leads.LeaderboardAsync(10, default)).ToList();
        _mayGoOn.Set();
        foreach (var asked in others.Prepend(first)) await Assert.ThrowsAsync<StoreUnavailableException>(() => asked);
        _isBroken = false;
        Assert.Single(await store.Leads.LeaderboardAsync(10, default));
    }

    /// <summary>Each asker ranks the names it finds, and meanwhile the others bring in more.</summary>
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

    /// <summary>An instance whose first reading of all leads stands still.</summary>
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
        _mayGoOn.Wait(Patience);
        if (_isBroken) throw new IOException("cut off");
    }
}
