using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Imports;

/// <summary>Files that arrive a few bytes at a time: their rows count as they come, and nobody else waits for them.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private const string Events = "/api/events/upload";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync(arguments: ["--Imports:MaxConcurrent=2"]);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task More_slow_uploads_than_slots_hold_nobody_up()
    {
        var lead = await _api.LeadAsync();
        string[] kinds = ["events", "events", "leads", "leads"];
        var slow = kinds.Select((kind, i) => new Trickle(kind == "events" ? "eventType,leadId,page\n" : "name,email,page\n", kind == "events" ? $"page_view,{lead},/{i}-%\n" : $"Slow,slow-{i}-%@example.com,/\n")).ToArray();
        var sent = kinds.Select((kind, i) => _api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/{kind}/upload") { Content = slow[i] })).ToArray();
        await Wait.UntilAsync(
            async () => (await ImportsAsync()).Count(i => i.GetProperty("rows").GetInt32() >= 3) == slow.Length,
            "rows of all slow files count, while the files are still being sent");

        var started = Stopwatch.GetTimestamp();
        var whole = new StringBuilder("eventType,leadId,page\n");
        for (var i = 0; i < 5_000; i++) whole.Append($"page_view,{lead},/whole-{i}\n");
        Assert.Equal(5_000, (await _api.UploadAsync(Events, whole.ToString())).Expect(202).GetProperty("queued").GetInt32());
        Assert.Equal(2, (await _api.UploadAsync("/api/imports/inspect", "name,email\nAda,ada@example.com\nBob,bob@example.com\n")).Expect(200).GetProperty("rows").GetInt32());
        Assert.Equal(1, (await _api.UploadAsync("/api/leads/upload", "name,email\nAda,ada@example.com\n")).Expect(200).GetProperty("created").GetInt32());
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "The other files waited for the slow ones.");
        Assert.All(sent, upload => Assert.False(upload.IsCompleted));

        foreach (var file in slow) file.Finish();
        var answers = await Task.WhenAll(sent);
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal(slow[i].Rows, answers[i].Expect(kinds[i] == "events" ? 202 : 200).GetProperty(kinds[i] == "events" ? "queued" : "created").GetInt32());
        }
    }

    private async Task<List<JsonElement>> ImportsAsync() => [.. (await _api.GetAsync("/api/imports")).Expect(200).EnumerateArray()];

    /// <summary>A form with a file, one row of it at a time and each in two pieces, until <see cref="Finish"/>.</summary>
    private sealed class Trickle : HttpContent
    {
        private readonly string _head;
        private readonly string _row;
        private volatile bool _isFinished;

        public Trickle(string header, string row)
        {
            (_head, _row) = ($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"slow.csv\"\r\n\r\n{header}", row);
            Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        }

        public int Rows { get; private set; }

        public void Finish() => _isFinished = true;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await SendAsync(stream, _head);
            while (!_isFinished || Rows == 0)
            {
                var row = _row.Replace("%", $"{Rows++}", StringComparison.Ordinal);
                await SendAsync(stream, row[..5]);
                await Task.Delay(20);
                await SendAsync(stream, row[5..]);
                await Task.Delay(20);
            }

            await SendAsync(stream, "\r\n--b--\r\n");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private static async Task SendAsync(Stream stream, string text)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
        }
    }
}
