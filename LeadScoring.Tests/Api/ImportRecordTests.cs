using System.Net;
using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Api;

/// <summary>The record of an import while it runs, and after its process died. Time is a FakeTimeProvider.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class ImportRecordTests : IAsyncLifetime
{
    private const string Path = "/api/imports/dead";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 8, 30, 0, TimeSpan.Zero));
    private ApiHost _api = null!;
    private string _lead = null!;

    private IImportStore Imports => _api.Services.GetRequiredService<IImportStore>();

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync(services: s =>
        {
            s.AddSingleton<TimeProvider>(_time);
            FlakyImports.Replace(s);
        });
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_counts_of_an_import_add_up_when_its_process_died_before_saving_them()
    {
        await SaveAsync(rows: 3, queued: 1);
        _api.Queue.BulkWaiting = 1;
        await ScoreAsync(0, 5);
        Assert.Equal(("running", 7, 5, 5, 0, 1, 1), await ReadAsync());

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("interrupted", 7, 5, 5, 0, 1, 1), await ReadAsync());
        await ScoreAsync(5, 1);
        _api.Queue.BulkWaiting = 0;
        Assert.Equal(("interrupted", 8, 6, 6, 0, 1, 1), await ReadAsync());
        Assert.Contains("has died", (await _api.GetAsync(Path)).Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The positions in its record may be a second older than what it appended.</summary>
    [Fact]
    public async Task Events_of_a_dead_import_count_as_waiting_until_the_bulk_lane_is_empty()
    {
        await SaveAsync(rows: 6, queued: 4);
        _api.Queue.BulkWaiting = 1;
        await ScoreAsync(0, 2);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("interrupted", 6, 4, 2, 2, 1, 1), await ReadAsync());
        await ScoreAsync(2, 1);
        Assert.Equal(("interrupted", 6, 4, 3, 1, 1, 1), await ReadAsync());
        _api.Queue.BulkWaiting = 0;
        Assert.Equal(("interrupted", 6, 4, 3, 0, 2, 1), await ReadAsync()); // the fourth had counted before
    }

    /// <summary>A process that was suspended for some seconds counts as dead until it saves again.</summary>
    [Fact]
    public async Task An_import_that_counted_as_dead_and_goes_on_is_running_again()
    {
        var import = await SaveAsync(rows: 3, queued: 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("interrupted", 3, 1, 0, 0, 2, 1), await ReadAsync());
        await Imports.SaveAsync(import with { Rows = 4, Queued = 2, UpdatedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds() }, [], default);
        Assert.Equal(("running", 4, 2, 0, 2, 1, 1), await ReadAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_import_is_running_however_long_its_client_or_the_queue_takes(bool queueIsAway)
    {
        var content = new StallingContent($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\neventType,leadId\n{string.Concat(Enumerable.Repeat($"page_view,{_lead}\n", 200))}");
        content.Headers.Add("Content-Type", "multipart/form-data; boundary=b");
        if (queueIsAway) _api.Queue.Throws = new QueueUnavailableException("away");
        if (queueIsAway) content.GoOn();
        var upload = _api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/events/upload") { Content = content });
        await Wait.UntilAsync(async () => (await Imports.ListAsync(1, default)).Count == 1, "it has begun");
        for (var second = 0; second < 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            await Wait.UntilAsync(async () => (await Imports.ListAsync(1, default))[0].UpdatedAtMs >= now - 2_000, $"it was heard of in second {second}");
            Assert.Equal("running", (await _api.GetAsync("/api/imports")).Expect(200)[0].GetProperty("state").GetString());
        }

        _api.Queue.Throws = null;
        content.GoOn();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await upload).Expect(202).GetProperty("queued").GetInt32());
    }

    [Fact]
    public async Task Downloads_of_rejected_rows_share_the_concurrency_limit_of_exports()
    {
        var path = (await _api.UploadAsync("/api/events/upload", $"eventType,leadId\npage_view,{_lead}\npage_view,nobody\n")).Location + "/rejects";
        var held = new TaskCompletionSource();
        _api.Services.GetRequiredService<FlakyImports>().Released = held.Task;
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++) open.Add(await _api.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Wait.Limit));
        foreach (var refused in new[] { await OneMoreAsync(path), await OneMoreAsync("/api/export/leads"), await OneMoreAsync($"/api/export/events/{_lead}") })
        {
            refused.ExpectProblem(503);
            Assert.Equal("5", refused.RetryAfter);
        }

        held.SetResult();
        foreach (var response in open) Assert.Contains("nobody", await response.Content.ReadAsStringAsync().WaitAsync(Wait.Limit), StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await _api.GetAsync(path)).Status == 200, "one can be read again");
    }

    private Task<Answer> OneMoreAsync(string path) => _api.GetAsync(path).WaitAsync(Wait.Limit);

    /// <summary>One of its rows was rejected and one had counted before.</summary>
    private async Task<Import> SaveAsync(long rows, long queued)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var import = new Import { Id = "dead", Kind = ImportKind.Events, FileName = "f.csv", StartedAtMs = now, UpdatedAtMs = now };
        await Imports.AddAsync(import, default);
        import = import with { Format = "csv", Rows = rows, Queued = queued, Duplicates = 1, Rejected = 1, Positions = [new EntryLocation(Lane.Bulk, 3, "1-0")] };
        await Imports.SaveAsync(import, [new RejectedRow(2, "wrong", "x")], default);
        return import;
    }

    private Task<CommitResult> ScoreAsync(int first, int count) => _api.Services.GetRequiredService<IEventStore>().CommitAsync(
        [.. Enumerable.Range(first, count).Select(i => Given.Event(_lead, $"e{i}", "page_view", i + 1) with { ImportId = "dead" })], default);

    private async Task<(string? State, int Rows, int Queued, int Scored, int Waiting, int Duplicates, int Rejected)> ReadAsync()
    {
        var import = (await _api.GetAsync(Path)).Expect(200);
        int Int(string name) => import.GetProperty(name).GetInt32();
        return (import.GetProperty("state").GetString(), Int("rows"), Int("queued"), Int("scored"), Int("waiting"), Int("duplicates"), Int("rejected"));
    }

    /// <summary>A body whose end is sent when the test says so.</summary>
    private sealed class StallingContent(string beginning) : HttpContent
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(beginning));
            await stream.FlushAsync();
            await _goOn.Task;
            await stream.WriteAsync("\r\n--b--\r\n"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
