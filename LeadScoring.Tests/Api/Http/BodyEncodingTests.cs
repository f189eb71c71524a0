using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api.Http;

/// <summary>Compressed bodies: what is in them is read and limited as if it had come uncompressed.</summary>
public sealed class BodyEncodingTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private readonly RecordedLog _log = new();
    private ApiHost _api = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync(services: _log.Record);
        _lead = await _api.LeadAsync();
    }

    public async Task DisposeAsync()
    {
        _log.AssertNoErrors();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("GZip")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_read_at_every_door(string encoding)
    {
        (await SendAsync(HttpMethod.Post, "/api/leads", """{"name":"Zoe","email":"zoe@example.com"}""", encoding)).Expect(201);
        (await SendAsync(HttpMethod.Put, $"/api/leads/{_lead}", """{"name":"John","email":"john@example.com"}""", encoding)).Expect(200);
        (await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":7}""", encoding)).Expect(200);
        (await SendAsync(HttpMethod.Post, "/api/rules/page_view/rollback", """{"version":1}""", encoding)).Expect(200);
        (await SendAsync(HttpMethod.Post, "/api/rules/preview", """{"eventType":"page_view","points":7}""", encoding)).Expect(200);
        (await SendAsync(HttpMethod.Post, "/api/events", $$"""{"eventId":"e1","eventType":"page_view","leadId":"{{_lead}}"}""", encoding)).Expect(202);
        (await SendAsync(HttpMethod.Post, "/api/events/batch", $$"""[{"eventId":"e2","eventType":"page_view","leadId":"{{_lead}}"}]""", encoding)).Expect(202);
        var upload = (await SendAsync(HttpMethod.Post, "/api/events/upload", Form("eventId,eventType,leadId\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"r{i},page_view,{_lead}\n"))), encoding)).Expect(202);
        Assert.Equal(2_000, upload.GetProperty("queued").GetInt32());
        Assert.Equal(1, (await SendAsync(HttpMethod.Post, "/api/leads/upload", Form("name,email\nAda,ada@example.com\n"), encoding)).Expect(200).GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task What_is_wrong_in_a_compressed_body_is_explained_as_ever()
    {
        Assert.Contains("line 1, position 10", (await SendAsync(HttpMethod.Post, "/api/leads", "{\"name\": x}", "gzip")).ExpectProblem(400, "name"), StringComparison.Ordinal);
        (await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":1.5}""", "br")).ExpectProblem(400, "points");
    }

    [Theory]
    [InlineData("gzip", "/api/leads")]
    [InlineData("br", "/api/leads")]
    [InlineData("deflate", "/api/leads")]
    [InlineData("gzip", "/api/events")]
    [InlineData("gzip", "/api/events/batch")]
    [InlineData("br", "/api/events/batch")]
    [InlineData("gzip", "/api/events/upload")]
    [InlineData("br", "/api/events/upload")]
    [InlineData("deflate", "/api/leads/upload")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_refused(string encoding, string path)
    {
        var isUpload = path.EndsWith("upload", StringComparison.Ordinal);
        var numbers = string.Concat(Enumerable.Range(0, 500).Select(i => $"page_view,{_lead},Ada,{i * 7919L % 104729}@example.com\n"));
        var content = isUpload ? Form("eventType,leadId,name,email\n" + numbers) : JsonSerializer.Serialize(numbers);
        var plain = Encoding.UTF8.GetBytes(content);
        var whole = Compress(plain, encoding);
        // An upload ends at its last boundary, before the compression does. "--" is a whole brotli stream, of nothing.
        byte[][] bodies = isUpload ? [whole[..(whole.Length / 2)]] : [plain, whole[..(whole.Length / 2)], whole[..^1], [.. whole[..20], .. new byte[200]]];
        foreach (var body in bodies)
        {
            var problem = (await SendAsync(HttpMethod.Post, path, body, encoding)).ExpectProblem(400);
            Assert.Contains($"The body is not {encoding}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("br, gzip")]
    [InlineData("identity, gzip")]
    [InlineData("gzip;q=1")]
    [InlineData("utf-8")]
    public async Task Any_other_encoding_is_refused_with_those_that_are_read(string encoding)
    {
        foreach (var path in new[] { "/api/leads", "/api/events", "/api/events/batch", "/api/events/upload", "/api/leads/upload" })
        {
            using var request = Request(HttpMethod.Post, path, "{}"u8.ToArray(), encoding);
            using var response = await _api.Http.SendAsync(request);
            Assert.Equal((415, "gzip, br, deflate"), ((int)response.StatusCode, string.Join(", ", response.Headers.GetValues("Accept-Encoding"))));
            Assert.Contains("Content-Encoding", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/leads", 2)]
    [InlineData("/api/rules/preview", 2000)]
    [InlineData("/api/events", 2000)]
    [InlineData("/api/events/batch", 11)]
    [InlineData("/api/events/batch", 2000)]
    [InlineData("/api/events/upload", 1025)]
    [InlineData("/api/leads/upload", 1025)]
    public async Task A_small_body_that_would_become_a_huge_one_is_cut_off_at_the_limit(string path, int megabytes)
    {
        var isUpload = path.EndsWith("upload", StringComparison.Ordinal);
        var before = Encoding.UTF8.GetBytes(isUpload ? "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\neventType,name,email,text\na,b,\"" : "{\"a\":\"");
        // Members of gzip that stand one after the other are one body.
        byte[] body = [.. Compress(before, "gzip"), .. Enumerable.Repeat(Compress(Enumerable.Repeat((byte)'\n', Megabyte).ToArray(), "gzip"), megabytes).SelectMany(x => x)];
        (await SendAsync(HttpMethod.Post, path, body, "gzip")).ExpectProblem(413);
    }

    private Task<Answer> SendAsync(HttpMethod method, string path, string content, string encoding) =>
        SendAsync(method, path, Compress(Encoding.UTF8.GetBytes(content), encoding), encoding);

    private async Task<Answer> SendAsync(HttpMethod method, string path, byte[] body, string encoding)
    {
        using var request = Request(method, path, body, encoding);
        return await _api.SendAsync(request);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[] body, string encoding)
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(path.EndsWith("upload", StringComparison.Ordinal) ? "multipart/form-data; boundary=b" : "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return request;
    }

    private static string Form(string file) => $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n{file}\r\n--b--\r\n";

    private static byte[] Compress(byte[] content, string encoding)
    {
        using var compressed = new MemoryStream();
        using (var stream = encoding switch
        {
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            "identity" => (Stream)new BufferedStream(compressed),
            _ => new GZipStream(compressed, CompressionLevel.Fastest),
        }) stream.Write(content);
        return compressed.ToArray();
    }
}
