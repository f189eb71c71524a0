using System.Net;
using System.Text;
using System.Text.Json;
using LeadScoring.Tests.Infrastructure;
using Microsoft.AspNetCore.Http.Features;

namespace LeadScoring.Tests.Web.Imports;

/// <summary>Files on their way from the browser through the dashboard to the API.</summary>
public sealed class ImportEndpointTests
{
    private const string Accepted = """{"importId":"i1","queued":2}""";

    [Theory]
    [InlineData("/import/leads", "/api/leads/upload")]
    [InlineData("/import/events?createLeads=true", "/api/events/upload?createLeads=true")]
    [InlineData("/import/inspect?kind=leads", "/api/imports/inspect?kind=leads")]
    public async Task Import_passes_the_form_on_as_it_is(string path, string asked)
    {
        var (target, type, body, length) = ("", "", "", (long?)0);
        await using var host = await StartAsync(async context =>
        {
            (target, type, length) = (context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.ContentType!, context.Request.ContentLength);
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
            await AnswerAsync(context, 202, Accepted);
        });
        using var form = new MultipartFormDataContent("the-boundary") { { new ByteArrayContent(Encoding.UTF8.GetBytes("name,email\r\n")), "file", "leads.csv" } };
        var sent = await form.ReadAsStringAsync();

        using var response = await host.Http.PostAsync(path, form);

        Assert.Equal((HttpStatusCode.Accepted, Accepted), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal((asked, sent, sent.Length), (target, body, length));
        Assert.Contains("the-boundary", type, StringComparison.Ordinal);
    }

    /// <summary>More than Kestrel takes by default; and the API has the beginning before the browser has sent the rest.</summary>
    [Fact]
    public async Task Import_of_a_large_file_arrives_while_it_is_sent()
    {
        const int part = 48 * 1024 * 1024;
        var begun = new TaskCompletionSource();
        var total = 0L;
        await using var host = await StartAsync(async context =>
        {
            var buffer = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
            {
                total += read;
                begun.TrySetResult();
            }

            await AnswerAsync(context, 202, Accepted);
        });

        using var content = new PausedContent(part, begun.Task);
        using var response = await host.Http.PostAsync("/import/events", content);

        Assert.Equal((HttpStatusCode.Accepted, 2L * part), (response.StatusCode, total));
    }

    [Fact]
    public async Task Import_that_the_browser_cancels_ends_at_the_api_as_well()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(async context =>
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await context.Request.Body.ReadAsync(buffer) > 0) begun.TrySetResult();
                ended.TrySetException(new InvalidOperationException("It looked complete."));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                ended.TrySetResult();
            }
        });
        using var cancel = new CancellationTokenSource();
        using var content = new PausedContent(1024 * 1024, Task.Delay(Timeout.Infinite, cancel.Token));
        var sending = host.Http.PostAsync("/import/leads", content, cancel.Token);
        await begun.Task.WaitAsync(Wait.Limit);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await ended.Task.WaitAsync(Wait.Limit);
    }

    [Theory]
    [InlineData("/import/leads")]
    [InlineData("/import/inspect")]
    public async Task Import_without_an_answer_of_the_api_says_that_sending_again_is_safe(string path)
    {
        await using var host = await StartAsync(context => AnswerAsync(context, 200, "{}"));
        await host.StopApiAsync();

        using var form = Form();
        using var response = await host.Http.PostAsync(path, form);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Can't reach the server.", problem.RootElement.GetProperty("title").GetString());
        Assert.Contains("Sending it again is safe", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Before the file was sent: too many uploads, for example.</summary>
    [Fact]
    public async Task Import_that_the_api_refuses_at_once_passes_its_reason_on()
    {
        await using var host = await StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return AnswerAsync(context, 429, """{"title":"Too many files are being read.","status":429}""");
        });

        using var content = new PausedContent(1024 * 1024, Task.CompletedTask);
        using var response = await host.Http.PostAsync("/import/leads", content);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Contains("Too many files", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_that_is_too_large_is_refused_before_it_is_sent()
    {
        await using var host = await StartAsync(context => AnswerAsync(context, 200, "{}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/import/leads") { Content = new PausedContent(1024, Task.Delay(Timeout.Infinite)) };
        request.Content.Headers.ContentLength = (1L << 30) + (1 << 20);
        request.Headers.ExpectContinue = true;

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("larger than 1 GB", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_by_a_page_of_another_site_is_refused()
    {
        var asked = false;
        await using var host = await StartAsync(context =>
        {
            asked = true;
            return AnswerAsync(context, 200, "{}");
        });
        foreach (var (header, value) in new[] { ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/import/leads") { Content = Form(), Headers = { { header, value } } };
            using var response = await host.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.False(asked);
        using var own = new HttpRequestMessage(HttpMethod.Post, "/import/leads") { Content = Form(), Headers = { { "Origin", host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) } } };
        using var allowed = await host.Http.SendAsync(own);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task Import_has_its_rejected_rows_as_a_download()
    {
        await using var host = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/csv";
            context.Response.Headers.ContentDisposition = "attachment; filename=rejects-i1.csv";
            await context.Response.WriteAsync(context.Request.Path);
        });

        using var response = await host.Http.GetAsync("/import/i1/rejects");

        Assert.Equal("/api/imports/i1/rejects", await response.Content.ReadAsStringAsync());
        Assert.Equal("rejects-i1.csv", response.Content.Headers.ContentDisposition?.FileName);
    }

    /// <summary>The dashboard asks for other things as well, such as the board.</summary>
    private static Task<DashboardHost> StartAsync(RequestDelegate upload) => DashboardHost.StartAsync(context =>
    {
        if (!context.Request.Path.StartsWithSegments("/api/imports") && context.Request.Path.Value?.EndsWith("/upload", StringComparison.Ordinal) != true) return AnswerAsync(context, 503, "{}");
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        return upload(context);
    });

    private static async Task AnswerAsync(HttpContext context, int status, string json)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.WriteAsync(json);
    }

    private static MultipartFormDataContent Form() => new() { { new ByteArrayContent([1, 2, 3]), "file", "leads.csv" } };

    /// <summary>As many bytes twice, the second time when it may go on.</summary>
    private sealed class PausedContent(int bytes, Task mayGoOn) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await SendAsync(stream);
            await mayGoOn.WaitAsync(Wait.Limit);
            await SendAsync(stream);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2L * bytes;
            return true;
        }

        private async Task SendAsync(Stream stream)
        {
            var buffer = new byte[64 * 1024];
            for (var left = bytes; left > 0; left -= buffer.Length) await stream.WriteAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
            await stream.FlushAsync();
        }
    }
}
