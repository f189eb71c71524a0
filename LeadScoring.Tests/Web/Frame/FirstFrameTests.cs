using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LeadScoring.Tests.Web.Frame;

/// <summary>What a slow line shows before there is a circuit: the first response, and what it has to wait for.</summary>
public sealed partial class FirstFrameTests
{
    [Theory]
    [InlineData("/", "Leaderboard", "/")]
    [InlineData("/leads?status=new", "Leads", "/leads")]
    [InlineData("/leads/some-lead", null, "/leads")]
    [InlineData("/rules", "Rules", "/rules")]
    public async Task First_response_has_the_navigation_the_title_and_a_skeleton(string path, string? title, string current)
    {
        await using var host = await DashboardHost.StartAsync(_ => Task.CompletedTask);

        var html = await host.Http.GetStringAsync(path);

        if (title is not null) Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
        foreach (var href in new[] { "/", "/leads", "/rules" }) Assert.Matches($"""<a class="rail-link" href="{href}"{(href == current ? " aria-current=\"page\"" : "")} data-key""", html);
        Assert.Contains("""role="status" aria-label="Loading">""", html, StringComparison.Ordinal);
        Assert.Equal(current == "/rules" ? 6 : path.StartsWith("/leads/", StringComparison.Ordinal) ? 6 : 12, Row().Count(html));
    }

    [Fact]
    public async Task First_response_of_an_address_without_a_page_has_no_skeleton()
    {
        await using var host = await DashboardHost.StartAsync(_ => Task.CompletedTask);

        var html = await host.Http.GetStringAsync("/not-found");

        Assert.Contains("rail-link", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-label=\"Loading\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_compressed_and_the_largest_sheet_comes_after_the_first_frame()
    {
        await using var host = await DashboardHost.StartAsync(_ => Task.CompletedTask);
        var html = await host.Http.GetStringAsync("/");
        var sheet = MudSheet().Match(html);
        Assert.True(sheet.Index > html.IndexOf("</header>", StringComparison.Ordinal), "the first frame waits for MudBlazor's sheet");

        using var request = new HttpRequestMessage(HttpMethod.Get, sheet.Groups[1].Value);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await host.Http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var unpacked = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var text = new StreamReader(unpacked);
        Assert.InRange(body.Length, 1, (await text.ReadToEndAsync()).Length / 4);
    }

    [GeneratedRegex("<div class=\"row\"")]
    private static partial Regex Row();

    [GeneratedRegex("""@import url\('([^']+)'\) layer\(mud\)""")]
    private static partial Regex MudSheet();
}
