using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Tests.Imports;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>Files on the whole system: exact whatever happens in the middle, and no burden to live events.</summary>
[Collection(WholeSystem.Name)]
public sealed class ImportSystemTests(SharedApp shared)
{
    private static readonly ScoreOracle Oracle = new(RandomTraffic.Points);

    [Fact]
    public async Task An_upload_cut_in_the_middle_and_sent_again_counts_every_row_once_while_live_events_go_first()
    {
        var app = shared.App;
        var completed = (await app.Api.DrainAsync(TimeSpan.FromSeconds(60))).GetProperty("completed").GetInt64();
        var leads = await ImportLeadsAsync(app.Api, 2_000, "cut");
        var probe = await app.Api.CreateLeadAsync("Probe", "probe-cut@example.com");
        var events = RandomTraffic.Create(leads, 60_000, seed: 17);
        var file = Csv(events);

        await CutAsync(app.Api, file, at: file.Length / 2);
        var interrupted = await ImportAsync(app.Api, "interrupted");
        Assert.InRange(interrupted.GetProperty("rows").GetInt64(), 1_000, 59_000);

        using var stop = new CancellationTokenSource();
        var live = PostLiveAsync(app.Api, probe, stop.Token);
        var first = await UploadAsync(app.Api, file);
        Assert.Equal(0, first.GetProperty("rejected").GetInt64());
        await ImportAsync(app.Api, "completed");
        await stop.CancelAsync();
        var latencies = (await live).Order().ToList();
        Assert.True(latencies.Count >= 10, $"only {latencies.Count} live events");
        Assert.InRange(latencies[(int)((latencies.Count - 1) * 0.99)], 0, 1_000);
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);

        // Of 60,000 rows 54,000 are different: what the first part brought and what the file has twice are duplicates.
        var done = await ImportAsync(app.Api, "completed");
        var before = interrupted.GetProperty("scored").GetInt64();
        before = (await app.Api.GetAsync($"/api/imports/{interrupted.GetProperty("id").GetString()}")).GetProperty("scored").GetInt64();
        Assert.Equal(54_000 - before, done.GetProperty("scored").GetInt64());
        Assert.Equal(6_000 + before, done.GetProperty("duplicates").GetInt64());

        var second = await UploadAsync(app.Api, file);
        Assert.Equal((0, 60_000), (second.GetProperty("queued").GetInt64(), second.GetProperty("duplicates").GetInt64()));
        Assert.Equal(completed + 54_000 + latencies.Count, (await app.Api.DrainAsync(TimeSpan.FromSeconds(60))).GetProperty("completed").GetInt64());
        await LedgerAssert.EqualsOracleAsync(app.Api, Oracle, leads, events);
    }

    [Fact]
    public async Task Worker_redis_and_api_killed_under_an_import_lose_nothing_once_the_file_is_sent_again()
    {
        var app = shared.App;
        var before = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        var leads = await ImportLeadsAsync(app.Api, 500, "killed");
        var events = RandomTraffic.Create(leads, 60_000, seed: 18);
        var file = Csv(events, withIds: false);
        foreach (var resource in new[] { "redis", "api" })
        {
            var upload = TryUploadAsync(app.Api, file);
            await Wait.UntilAsync(async () => await TakenAsync(app.Api) > 0, "the upload is under way", TimeSpan.FromSeconds(30));
            if (resource == "redis") await app.KillBusyWorkerAsync();
            await app.KillAsync(resource);
            await upload;
        }

        await UploadAsync(app.Api, file);
        await ImportAsync(app.Api, "completed");
        var stats = await app.Api.DrainAsync(TimeSpan.FromSeconds(60));
        foreach (var (figure, more) in new[] { ("completed", 60_000), ("failed", 0) })
            Assert.Equal(before.GetProperty(figure).GetInt64() + more, stats.GetProperty(figure).GetInt64());

        // Without eventIds, rows that are equal are different events: their ids are told by the lead, the type, the time and which of them it is.
        foreach (var lead in leads.Take(50))
        {
            var rows = events.Where(e => e.LeadId == lead).ToList();
            var ledger = await app.Api.LedgerAsync(lead);
            Assert.Equal(
                rows.Select(e => (e.EventType, e.Timestamp)).Order(),
                ledger.Select(l => (l.GetProperty("eventType").GetString()!, l.GetProperty("timestamp").GetDateTimeOffset())).Order());
            Assert.Equal((await app.Api.GetAsync($"/api/leads/{lead}")).GetProperty("currentScore").GetInt64(), ledger.Sum(l => l.GetProperty("change").GetInt64()));
        }
    }

    private static async Task<long> TakenAsync(ApiClient api)
    {
        var newest = (await api.GetAsync("/api/imports?limit=1")).EnumerateArray().First();
        return newest.GetProperty("state").GetString() == "running" ? newest.GetProperty("rows").GetInt64() : 0;
    }

    private static async Task<List<string>> ImportLeadsAsync(ApiClient api, int count, string prefix)
    {
        var file = "Name,E-Mail\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"Lead {i},{prefix}-file-{i}@example.com\n"));
        using var form = Form(Encoding.UTF8.GetBytes(file));
        using var response = await api.Http.PostAsync("/api/leads/upload", form);
        Assert.Equal(count, (await ApiClient.JsonAsync(response)).GetProperty("created").GetInt32());
        var ids = new List<string>();
        for (var page = 1; ids.Count < count; page++)
        {
            ids.AddRange((await api.GetAsync($"/api/leads?search={prefix}-file-&limit=200&page={page}&sort=name")).GetProperty("leads").EnumerateArray().Select(l => l.GetProperty("id").GetString()!));
        }

        return ids;
    }

    private static byte[] Csv(IEnumerable<OracleEvent> events, bool withIds = true)
    {
        var file = new StringBuilder(withIds ? "event_id,eventType,leadId,timestamp,note\n" : "eventType,leadId,timestamp,note\n");
        foreach (var e in events)
        {
            if (withIds) file.Append(e.EventId).Append(',');
            file.Append(CultureInfo.InvariantCulture, $"{e.EventType},{e.LeadId},{e.Timestamp:yyyy-MM-ddTHH:mm:ssZ},\"a, note\"\n");
        }

        return Encoding.UTF8.GetBytes(file.ToString());
    }

    private static MultipartFormDataContent Form(byte[] file) => new() { { new ByteArrayContent(file), "file", "events.csv" } };

    private static async Task<JsonElement> UploadAsync(ApiClient api, byte[] file)
    {
        using var form = Form(file);
        using var response = await api.Http.PostAsync("/api/events/upload", form);
        var answer = await ApiClient.JsonAsync(response);
        Assert.True((int)response.StatusCode == 202, answer.ToString());
        return answer;
    }

    private static async Task TryUploadAsync(ApiClient api, byte[] file)
    {
        try
        {
            using var form = Form(file);
            using var response = await api.Http.PostAsync("/api/events/upload", form);
        }
        catch (HttpRequestException)
        {
            // What is killed cannot answer.
        }
    }

    /// <summary>Sends a part of the file, and drops the connection when the API has taken some of it.</summary>
    private static async Task CutAsync(ApiClient api, byte[] file, int at)
    {
        using var cut = new CancellationTokenSource();
        using var form = new MultipartFormDataContent { { new StreamContent(new CutStream(file, at, cut.Token)), "file", "events.csv" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events/upload") { Content = form };
        var sending = api.Http.SendAsync(request, cut.Token);
        await Wait.UntilAsync(async () => await TakenAsync(api) >= 1_000, "the API has taken a part", TimeSpan.FromSeconds(30));
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    private static async Task<JsonElement> ImportAsync(ApiClient api, string state)
    {
        var newest = default(JsonElement);
        await Wait.UntilAsync(
            async () => (newest = (await api.GetAsync("/api/imports?limit=1")).EnumerateArray().First()).GetProperty("state").GetString() == state, $"the import is {state}", TimeSpan.FromSeconds(90));
        return newest;
    }

    /// <summary>Milliseconds from the POST to the result, one event after the other.</summary>
    private static async Task<List<double>> PostLiveAsync(ApiClient api, string lead, CancellationToken stop)
    {
        var latencies = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
            {
                Content = JsonContent.Create(new { eventId = Guid.NewGuid().ToString("N"), eventType = "page_view", leadId = lead }),
            };
            request.Headers.Add("Prefer", "wait=20");
            var started = Stopwatch.GetTimestamp();
            using var response = await api.Http.SendAsync(request, CancellationToken.None);
            Assert.Equal(200, (int)response.StatusCode);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(20, CancellationToken.None);
        }

        return latencies;
    }
}

/// <summary>The beginning of a file, and then nothing, until the client gives up.</summary>
internal sealed class CutStream(byte[] file, int at, CancellationToken cut) : ReadOnlyStream
{
    private int _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == at) await Task.Delay(Timeout.Infinite, cut);
        var count = Math.Min(buffer.Length, at - _read);
        file.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }
}
