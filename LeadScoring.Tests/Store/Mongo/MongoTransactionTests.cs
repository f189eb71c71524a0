using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Tests.Infrastructure.Mongo;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>
/// What the driver repeats, what it leaves to the store, and when the store gives up. On a double of its own, since its faults meet all
/// clients.
/// </summary>
public sealed class MongoTransactionTests : IAsyncLifetime, IAsyncDisposable
{
    private const int WriteConflict = 112;
    private const int Interrupted = 11602;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly MongoDouble _server = MongoDouble.Start();
    private MongoFixture _fixture = null!;
    private StorePorts _store = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _fixture = new MongoFixture(_server.ConnectionString);
        _store = _fixture.Open();
        _lead = await _store.LeadAsync("ada");
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("find", "leads")]
    [InlineData("insert", "events")]
    [InlineData("update", "leads")]
    [InlineData("update", "stripes")]
    public async Task Driver_repeats_the_work_after_a_transient_error(string command, string collection)
    {
        using var fault = _server.Faults.Fail(new(command, collection) { Where = c => c.IsInTransaction }, WriteConflict, labels: ["TransientTransactionError"]);
        await CommitOnceAsync();
        Assert.Equal(1, fault.Times);
    }

    [Fact]
    public async Task Driver_repeats_the_work_when_the_commit_was_refused()
    {
        using var fault = _server.Faults.Fail(new("commitTransaction"), 251, labels: ["TransientTransactionError"]);
        await CommitOnceAsync();
        Assert.Equal(1, fault.Times);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Driver_repeats_the_commit_while_its_result_is_unknown(bool executed)
    {
        string[] labels = ["UnknownTransactionCommitResult"];
        var commits = 0;
        using var watch = _server.Faults.Observe(c => commits += c.Name == "commitTransaction" ? 1 : 0);
        using var fault = executed
            ? _server.Faults.FailAfter(new("commitTransaction"), Interrupted, labels: labels)
            : _server.Faults.Fail(new("commitTransaction"), Interrupted, labels: labels);
        await CommitOnceAsync();
        Assert.True(commits > 1);
    }

    [Fact]
    public async Task Commit_whose_reply_is_lost_counts_once()
    {
        using var fault = _server.Faults.LoseReply(new("commitTransaction"));
        await CommitOnceAsync();
        Assert.Equal(1, fault.Times);
    }

    [Theory]
    [InlineData("insert", "events")]
    [InlineData("commitTransaction", null)]
    public async Task Commit_goes_on_after_a_step_down(string command, string? collection)
    {
        using var stall = _server.Faults.StallBefore(new(command, collection));
        var commit = CommitOnceAsync();
        await stall.Reached.WaitAsync(Timeout);
        _server.StepDown();
        stall.Release();
        await Task.Delay(100);
        _server.StepUp();
        await commit;
    }

    [Fact]
    public async Task Duplicate_key_in_a_transaction_is_a_conflict_and_repeated()
    {
        using var fault = _server.Faults.Fail(new("insert", "leads"), 11000, "E11000 duplicate key error");
        Assert.NotNull((await _store.Leads.CreateAsync(new("Bob", "bob@example.com", null, LeadStatus.New, null), default)).Created);
        Assert.Equal(1, fault.Times);
    }

    [Theory]
    [InlineData("update", "TransientTransactionError")]
    [InlineData("commitTransaction", "TransientTransactionError")]
    [InlineData("commitTransaction", "UnknownTransactionCommitResult")]
    public async Task Transaction_that_never_succeeds_ends_as_unavailable(string command, string label)
    {
        using var fault = _server.Faults.Fail(new(command) { Repeats = true }, label[0] == 'T' ? WriteConflict : Interrupted, labels: [label]);
        using var client = new MongoClient(_server.ConnectionString);
        using var data = Data(client, TimeSpan.FromSeconds(1));
        var writing = data.WriteAsync(
            session =>
            {
                session.Events.Counted(0, 1);
                return true;
            },
            default);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => writing.WaitAsync(Timeout));
        Assert.True(fault.Times > 1);
    }

    /// <summary>A transaction that takes longer than the pause between two others, and whose stripes these write: it must not lose for ever.</summary>
    [Fact]
    public async Task Long_transaction_comes_through_a_stream_of_short_ones()
    {
        using var client = new MongoClient(_server.ConnectionString);
        using var data = Data(client, Timeout);
        using var stop = new CancellationTokenSource();
        var (attempts, others) = (0, 0);
        var stream = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; others++) await _store.CommitAsync(Given.Event(_lead, $"e{others}", "page_view", others));
        });
        await data.WriteAsync(
            session =>
            {
                attempts++;
                var lead = session.States.Find(_lead)!;
                Thread.Sleep(100);
                session.Changes.Append(LeadChangeKind.Score, [lead], data.Now);
                return true;
            },
            default).WaitAsync(Timeout);
        await stop.CancelAsync();
        await stream;
        Assert.True(others > 1);
        Assert.InRange(attempts, 1, 20);
        Assert.Equal(others, (await _store.Leads.FindAsync(_lead, default))!.EventCount);
    }

    [Fact]
    public async Task Read_that_lost_its_snapshot_begins_again()
    {
        using var fault = _server.Faults.Fail(new("find", "leads"), 246, "Unable to read from a snapshot due to pending collection catalog changes");
        Assert.NotNull(await _store.Leads.FindAsync(_lead, default));
        Assert.Equal(1, fault.Times);
    }

    [Fact]
    public async Task Cancelled_commit_ends_as_cancelled_and_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        using var stall = _server.Faults.StallBefore(new("insert", "events"));
        var commit = _store.Events.CommitAsync([Given.Event(_lead, "e1", "purchase", 10)], stop.Token);
        await stall.Reached.WaitAsync(Timeout);
        await stop.CancelAsync();
        stall.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit.WaitAsync(Timeout));
        Assert.Null(await _store.Events.FindAsync("e1", default));
        await CommitOnceAsync();
    }

    /// <summary>Events must wait in the queue until the server is set up, and a person must read how.</summary>
    [Fact]
    public async Task Standalone_server_is_unavailable_and_the_log_says_how_to_make_it_a_replica_set()
    {
        await using var standalone = MongoDouble.Start(isStandalone: true);
        await using var fixture = new MongoFixture(standalone.ConnectionString);
        var logger = new Lines();
        var store = fixture.Open(services => services.AddSingleton<ILogger<MongoData>>(logger));
        var commit = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(Given.Event(_lead, "e1", "purchase", 10)));
        var ping = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Info.PingAsync(default));
        Assert.All(new[] { commit.Message, ping.Message }, message => Assert.Contains("rs.initiate()", message, StringComparison.Ordinal));
        var (level, text) = Assert.Single(logger.Logged);
        Assert.Equal(LogLevel.Critical, level);
        Assert.Contains("--replSet", text, StringComparison.Ordinal);
    }

    private MongoData Data(MongoClient client, TimeSpan limit) =>
        new(client.GetDatabase(MongoUrl.Create(_fixture.ConnectionString).DatabaseName), _fixture.Time, NullLogger<MongoData>.Instance) { WriteLimit = limit };

    private async Task CommitOnceAsync()
    {
        var result = await _store.CommitAsync(Given.Event(_lead, "e1", "purchase", 10), Given.Event(_lead, "e2", "page_view", 20)).WaitAsync(Timeout);
        Assert.All(result.Outcomes, o => Assert.Equal((EventStatus.Committed, false), (o.Status, o.Redelivered)));
        Assert.Equal(105, Assert.Single(result.Changes).Score);
        var lead = (await _store.Leads.FindAsync(_lead, default))!;
        Assert.Equal((105, 2, 2), (lead.CurrentScore, lead.EventCount, lead.Version));
        Assert.Equal(2, await _store.Events.CountAsync(default));
        Assert.Empty((await _store.Jobs.RecalculateAsync(_lead, default))!.Differences);
    }

    private sealed class Lines : ILogger<MongoData>
    {
        public List<(LogLevel Level, string Text)> Logged { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Logged.Add((logLevel, formatter(state, exception)));
    }
}
