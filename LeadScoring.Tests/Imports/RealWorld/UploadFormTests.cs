using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>The form around the file: switches, their order, more files, compression.</summary>
public sealed class UploadFormTests : RealWorldTests
{
    private const string File = "eventType,email\npage_view,new@x.example\npage_view,ada@x.example\n";

    [Theory]
    [InlineData("true", 1)]
    [InlineData("True", 1)]
    [InlineData("on", 1)]
    [InlineData("1", 1)]
    [InlineData("yes", 1)]
    [InlineData("false", 0)]
    [InlineData("off", 0)]
    [InlineData("0", 0)]
    [InlineData("no", 0)]
    [InlineData("", 0)]
    public async Task CreateLeads_is_read_as_checkboxes_and_people_write_it(string value, int created)
    {
        await Api.LeadAsync("ada@x.example");
        Assert.Equal(created, (await SendAsync(Events, ("createLeads", value), ("file", File))).Expect(202).GetProperty("createdLeads").GetInt32());
        await using var other = await ApiHost.StartAsync();
        await other.LeadAsync("ada@x.example");
        Assert.Equal(created, (await other.UploadAsync($"{Events}?createLeads={value}", File)).Expect(202).GetProperty("createdLeads").GetInt32());
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("2")]
    [InlineData("truе")]
    [InlineData("y e s")]
    public async Task CreateLeads_is_never_guessed(string value)
    {
        (await SendAsync(Events, ("createLeads", value), ("file", File))).ExpectProblem(400, "createLeads");
        (await Api.UploadAsync($"{Events}?createLeads={Uri.EscapeDataString(value)}", File)).ExpectProblem(400, "createLeads");
        Assert.Empty(Api.Queue.Enqueued);
        Assert.Empty(await FileOutcome.LeadsAsync(Api));
    }

    [Theory]
    [InlineData("createLeads", "true", "createLeads")]
    [InlineData("mapping", "{}", "mapping")]
    [InlineData("file", "eventType,email\npurchase,ada@x.example\n", "file")]
    public async Task What_follows_the_file_is_refused_and_what_was_read_counts(string name, string value, string said)
    {
        await Api.LeadAsync("ada@x.example");
        var problem = (await SendAsync(Events, ("file", "eventType,email\npage_view,ada@x.example\n"), (name, value))).ExpectProblem(400);
        Assert.Contains(said, problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["page_view"], Api.Queue.Enqueued.Select(e => e.EventType));
    }

    [Theory]
    [InlineData("createLeads", "true")]
    [InlineData("mapping", "{}")]
    [InlineData("file", "eventType,email\npurchase,ada@x.example\n")]
    public async Task Inspecting_says_of_what_follows_the_file_what_an_upload_would_say(string name, string value) =>
        (await SendAsync("/api/imports/inspect", ("file", "eventType,email\npage_view,ada@x.example\n"), (name, value))).ExpectProblem(400, name);

    [Fact]
    public async Task A_mapping_may_come_as_a_file_of_its_own()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent("""{"columns":{"Mail":"email"}}"""u8.ToArray()), "mapping", "map.json" },
            { new ByteArrayContent("Mail\nada@x.example\n"u8.ToArray()), "file", "leads.csv" },
        };
        Assert.Equal(1, (await Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, Leads) { Content = form })).Expect(200).GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Fields_that_nobody_knows_do_not_matter_before_the_file() =>
        Assert.Equal(1, (await SendAsync(Leads, ("csrf", "x"), ("submit", "Upload"), ("file", "email\na@x.example\n"))).Expect(200).GetProperty("created").GetInt32());

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_form_is_read(string encoding)
    {
        using var form = Form(("file", "email\na@x.example\n"));
        var content = new ByteArrayContent(Compressed(await form.ReadAsByteArrayAsync(), encoding));
        content.Headers.ContentType = form.Headers.ContentType;
        content.Headers.ContentEncoding.Add(encoding);
        Assert.Equal(1, (await Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, Leads) { Content = content })).Expect(200).GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task An_unknown_compression_is_named()
    {
        var content = new ByteArrayContent("x"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        content.Headers.ContentEncoding.Add("snappy");
        var problem = (await Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, Leads) { Content = content })).ExpectProblem(415);
        Assert.Contains("Content-Encoding", problem.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private Task<Answer> SendAsync(string path, params (string Name, string Value)[] parts) =>
        Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(parts) });

    private static MultipartFormDataContent Form(params (string Name, string Value)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in parts)
        {
            if (name == "file") form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), name, "file.csv");
            else form.Add(new StringContent(value), name);
        }

        return form;
    }

    private static byte[] Compressed(byte[] data, string encoding)
    {
        using var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest),
            "br" => new BrotliStream(output, CompressionLevel.Fastest),
            _ => new ZLibStream(output, CompressionLevel.Fastest),
        })
        {
            stream.Write(data);
        }

        return output.ToArray();
    }
}
