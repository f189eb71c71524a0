using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadScoring.Api.ScoreStream;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Streams;

/// <summary>GET /api/stream/scores on a real Kestrel, over the feed of a real Redis.</summary>
public sealed class ScoreStreamTests : StreamsFixture
{
    private const string Path = "/api/stream/scores";
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ApiHost _api = null!;
    private string _lead = "";

    protected override Dictionary<string, string?> Settings => new() { ["Streams:FeedLength"] = "20000" };

    private IChangeFeed Feed => Get<IChangeFeed>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _api = await ApiHost.StartAsync(feed: Feed, services: services => services.AddSingleton<TimeProvider>(_time), arguments: ["--ScoreStream:MaxClients=3"]);
        _lead = await _api.LeadAsync();
        await Wait.UntilAsync(async () => await Feed.NewestIdAsync(default) != "0-0", "the lead's announcement");
    }

    public override async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_client_gets_what_is_announced_from_now_on()
    {
        await AnnounceAsync(1, 3);
        await using var client = await SseClient.OpenAsync(_api.Http, Path);
        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType!.MediaType);
        await AnnounceAsync(4, 2);
        var events = await client.TakeAsync(2);
        Assert.Equal(["score", "score"], events.Select(e => e.Kind));
        Assert.Equal(
            """{"kind":"score","leadId":"l4","previousScore":0,"score":4,"change":4,"eventType":"page_view","eventId":"e4","timestamp":"2026-01-31T09:00:00.123Z","processedAt":"2026-01-31T09:00:00.456Z","version":4}""",
            events[0].Data.GetRawText());
        Assert.Equal(await Feed.NewestIdAsync(default), events[1].Id);
    }

    [Fact]
    public async Task The_first_id_comes_before_the_first_event()
    {
        var newest = await Feed.NewestIdAsync(default);
        await using var client = await SseClient.OpenAsync(_api.Http, Path + $"?leadId={_lead}");
        var next = client.NextAsync();
        await Wait.UntilAsync(() => Task.FromResult(client.LastEventId == newest), "an id without an event");
        Assert.False(next.IsCompleted);
        await Feed.AnnounceAsync("rescored", [Change(5) with { LeadId = _lead, EventId = null, EventType = null }], default);
        var (_, kind, data) = (await next)!.Value;
        Assert.Equal("rescored", kind);
        Assert.False(data.TryGetProperty("eventId", out _));
    }

    [Fact]
    public async Task A_client_resumes_with_exactly_what_it_missed()
    {
        string seen;
        await using (var client = await SseClient.OpenAsync(_api.Http, Path))
        {
            await AnnounceAsync(1, 5);
            seen = (await client.TakeAsync(3))[^1].Id;
        }

        await AnnounceAsync(6, 5);
        await using var again = await SseClient.OpenAsync(_api.Http, Path, seen);
        await AnnounceAsync(11, 1);
        Assert.Equal(Enumerable.Range(4, 8), (await again.TakeAsync(8)).Select(e => e.Data.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_client_far_behind_catches_up_without_a_gap_while_more_is_announced()
    {
        await AnnounceAsync(1, 1);
        var seen = await Feed.NewestIdAsync(default);
        await using var other = await SseClient.OpenAsync(_api.Http, Path); // keeps the window full of the newest ones
        await AnnounceAsync(2, 9_000);
        await using var client = await SseClient.OpenAsync(_api.Http, Path, seen);
        var more = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await AnnounceAsync(9_002 + (10 * i), 10);
        });
        var versions = (await client.TakeAsync(10_000)).Select(e => e.Data.GetProperty("version").GetInt32());
        Assert.Equal(Enumerable.Range(2, 10_000), versions);
        await more;
        Assert.Equal(Enumerable.Range(2, 10_000), (await other.TakeAsync(10_000)).Select(e => e.Data.GetProperty("version").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_missed_trimmed_changes_gets_a_reset_and_follows_from_there(bool asQuery)
    {
        var old = await Feed.NewestIdAsync(default);
        await Db.ExecuteAsync("XTRIM", StreamKeys.Feed, "MAXLEN", 0);
        await AnnounceAsync(1, 10);
        await Db.ExecuteAsync("XTRIM", StreamKeys.Feed, "MAXLEN", 5);
        await using var client = asQuery
            ? await SseClient.OpenAsync(_api.Http, $"{Path}?lastEventId={old}")
            : await SseClient.OpenAsync(_api.Http, Path, old);
        var (id, kind, data) = (await client.NextAsync())!.Value;
        Assert.Equal((await Feed.NewestIdAsync(default), "reset", "reset"), (id, kind, data.GetProperty("kind").GetString()));
        await AnnounceAsync(11, 1);
        Assert.Equal(11, (await client.NextAsync())!.Value.Data.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_client_of_some_leads_gets_their_changes_only_and_its_position_still_advances()
    {
        var other = await _api.LeadAsync("jane@example.com");
        await using var client = await SseClient.OpenAsync(_api.Http, $"{Path}?leadId={_lead}&leadId={other}");
        await AnnounceAsync(1, 50);
        var last = await Feed.NewestIdAsync(default);
        var next = client.NextAsync();
        await AdvanceUntilAsync(() => client.LastEventId == last, "a heartbeat with the newest id");
        await Feed.AnnounceAsync("score", [Change(60) with { LeadId = other }, Change(61) with { LeadId = "no" }, Change(62) with { LeadId = _lead }], default);
        Assert.Equal(60, (await next)!.Value.Data.GetProperty("version").GetInt32());
        Assert.Equal(62, (await client.NextAsync())!.Value.Data.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_client_of_statuses_gets_changes_of_leads_that_have_one_when_they_are_sent_and_all_deletions()
    {
        var other = await _api.LeadAsync("jane@example.com");
        (await _api.PostAsync("/api/leads/status", new { leadIds = new[] { other }, status = "lost" })).Expect(200);
        var started = await Feed.NewestIdAsync(default);
        await using var client = await SseClient.OpenAsync(_api.Http, $"{Path}?status=lost&status=&status=qualified");
        await using var ofOne = await SseClient.OpenAsync(_api.Http, $"{Path}?status=lost&leadId={_lead}");
        async Task ScoreAsync(string lead, int version, string kind = "score") => await Feed.AnnounceAsync(kind, [Change(version) with { LeadId = lead }], default);
        async Task<int> NextAsync(SseClient follower) => (await follower.NextAsync())!.Value.Data.GetProperty("version").GetInt32();

        await ScoreAsync(_lead, 101);
        await ScoreAsync(other, 102);
        Assert.Equal(102, await NextScoreAsync(client));
        (await _api.PostAsync("/api/leads/status", new { leadIds = new[] { _lead }, status = "qualified" })).Expect(200);
        (await _api.PostAsync("/api/leads/status", new { leadIds = new[] { other }, status = "customer" })).Expect(200);
        await ScoreAsync(other, 103);
        await ScoreAsync(_lead, 104);
        Assert.Equal(104, await NextScoreAsync(client));
        await _api.DeleteAsync($"/api/leads/{other}");
        var (_, kind, data) = (await client.NextAsync())!.Value;
        Assert.Equal(("deleted", other), (kind, data.GetProperty("leadId").GetString()));
        (await _api.PostAsync("/api/leads/status", new { leadIds = new[] { _lead }, status = "lost" })).Expect(200);
        Assert.Equal("lead", (await ofOne.NextAsync())!.Value.Kind);

        await using var late = await SseClient.OpenAsync(_api.Http, $"{Path}?status=lost&leadId={_lead}", started); // older than the window
        Assert.Equal(101, await NextAsync(late)); // by the status of now

        async Task<int> NextScoreAsync(SseClient follower)
        {
            while (true)
            {
                var next = (await follower.NextAsync())!.Value;
                if (next.Kind == "score") return next.Data.GetProperty("version").GetInt32();
            }
        }
    }

    [Fact]
    public async Task Statuses_are_looked_up_once_for_all_clients_that_wake_up_together()
    {
        var lookups = new List<IReadOnlyCollection<string>>();
        using var statuses = new MessageStatuses(async (ids, _) =>
        {
            await Task.Yield();
            lock (lookups) lookups.Add(ids);
            if (lookups.Count == 1) throw new Core.Stores.StoreUnavailableException("away");
            return ids.Where(id => id != "gone").ToDictionary(id => id, _ => LeadStatus.Lost);
        });
        List<Message> messages = [.. Enumerable.Range(0, 256).Select(i => new Message(new(1, (ulong)i), i == 7 ? "gone" : $"l{i % 50}", []))];
        await Assert.ThrowsAsync<Core.Stores.StoreUnavailableException>(async () => await statuses.FindAsync(messages, default));
        Assert.All(messages, message => Assert.Null(message.Status));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await statuses.FindAsync(messages, default))));
        Assert.Equal(2, lookups.Count);
        Assert.Equal(51, lookups[1].Count);
        Assert.All(messages, message => Assert.Equal(message.LeadId == "gone" ? null : LeadStatus.Lost, message.Status!.Status));
    }

    [Fact]
    public async Task A_stream_request_with_a_wrong_parameter_is_refused_with_instructions()
    {
        (await _api.GetAsync(Path + "?leadId=nobody")).ExpectProblem(404, "leadId");
        await (await SseClient.OpenAsync(_api.Http, Path + "?leadId=deleted-since", await Feed.NewestIdAsync(default))).DisposeAsync();
        (await _api.GetAsync(Path + "?" + string.Join('&', Enumerable.Range(0, 101).Select(i => $"leadId=l{i}")))).ExpectProblem(400, "leadId");
        (await _api.GetAsync(Path + "?status=lost,new")).ExpectProblem(400, "status");
        foreach (var id in new[] { "x", "1-2-3", "-1", "1-", "99999999999999999999-0" })
        {
            (await _api.GetAsync($"{Path}?lastEventId={id}")).ExpectProblem(400, "Last-Event-ID");
        }
    }

    [Fact]
    public async Task A_client_beyond_the_limit_is_refused_with_Retry_After()
    {
        var clients = new List<SseClient>();
        for (var i = 0; i < 3; i++) clients.Add(await SseClient.OpenAsync(_api.Http, Path));
        var refused = await _api.GetAsync(Path);
        refused.ExpectProblem(503);
        Assert.Equal("5", refused.RetryAfter);
        await clients[0].DisposeAsync();
        await Wait.UntilAsync(() => Task.FromResult(Clients.Count == 2), "it has left");
        await (await SseClient.OpenAsync(_api.Http, Path)).DisposeAsync();
        foreach (var client in clients.Skip(1)) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_receives_nothing_is_disconnected_and_misses_nothing_when_it_resumes()
    {
        var seen = await Feed.NewestIdAsync(default);
        using (var slow = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 })
        {
            await slow.ConnectAsync(IPAddress.Loopback, _api.Http.BaseAddress!.Port);
            await slow.SendAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            await Wait.UntilAsync(() => Task.FromResult(Clients.Count == 1), "the slow client follows");
            for (var i = 0; i < 15; i++) await AnnounceAsync(1 + (1000 * i), 1000);
            await AdvanceUntilAsync(() => Clients.Count == 0, "the slow client is dropped");
        }

        await using var client = await SseClient.OpenAsync(_api.Http, Path, seen);
        Assert.Equal(Enumerable.Range(1, 15_000), (await client.TakeAsync(15_000)).Select(e => e.Data.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task The_stream_goes_on_after_a_Redis_restart()
    {
        await using var client = await SseClient.OpenAsync(_api.Http, Path);
        await AnnounceAsync(1, 1);
        await client.TakeAsync(1);
        Redis.Kill();
        await Assert.ThrowsAsync<QueueUnavailableException>(() => Feed.NewestIdAsync(default));
        await Redis.RestartAsync();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                await AnnounceAsync(2, 1);
                return true;
            }
            catch (QueueUnavailableException)
            {
                return false;
            }
        }, "Redis is back");
        Assert.Equal(2, (await client.NextAsync())!.Value.Data.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_process_that_stops_ends_its_streams_at_once()
    {
        await using var client = await SseClient.OpenAsync(_api.Http, Path);
        await _api.StopAsync().WaitAsync(Wait.Limit);
        Assert.Null(await client.NextAsync());
    }

    /// <summary>Advances the time, in seconds, until the condition holds.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Wait.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(condition());
        },
        what);

    private StreamClients Clients => _api.Services.GetRequiredService<StreamClients>();

    private static LeadChange Change(int version) =>
        new($"l{version}", 0, version, version, $"e{version}", "page_view", 1_769_850_000_123, 1_769_850_000_456);

    private Task AnnounceAsync(int first, int count) =>
        Feed.AnnounceAsync("score", [.. Enumerable.Range(first, count).Select(Change)], default);
}
