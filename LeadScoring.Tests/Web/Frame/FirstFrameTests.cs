using System.Text.RegularExpressions;

namespace LeadScoring.Tests.Web.Frame;

/// <summary>What a slow line shows before there is a circuit: the first response, and what it has to wait for.</summary>
public sealed partial class FirstFrameTests
{
    [Theory]
    [InlineData("/", "Open leads", "/")]
    [InlineData("/?view=back&lead=x", "Back from lost or quiet", "/")]
    [InlineData("/leads?view=open", "Open leads", "/leads")]
    [InlineData("/leads?status=new", "Leads", "/leads")]
    [InlineData("/leads/some-lead", null, "/leads")]
    [InlineData("/rules", "Rules", "/rules")]
    [InlineData("/queue?cause=other", "Queue", "/queue")]
    public async Task First_response_has_the_navigation_the_title_and_a_skeleton(string path, string? title, string current)
    {
        await using var host = await DashboardHost.StartAsync(_ => Task.CompletedTask);

        var html = await host.Http.GetStringAsync(path);

        if (title is not null) Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
        foreach (var href in new[] { "/", "/leads", "/rules", "/queue" }) Assert.Matches($"""<a class="rail-link" href="{href}"{(href == current ? " aria-current=\"page\"" : "")} data-key""", html);
        Assert.Contains("role=\"status\" aria-label=\"Loading\"", html, StringComparison.Ordinal);
        Assert.Equal(current == "/rules" ? 6 : current == "/queue" ? 3 : path.StartsWith("/leads/", StringComparison.Ordinal) ? 10 : 12, Row().Count(html));
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
    public async Task First_frame_does_not_wait_for_the_largest_sheet()
    {
        await using var host = await DashboardHost.StartAsync(_ => Task.CompletedTask);

        var html = await host.Http.GetStringAsync("/");

        Assert.True(html.IndexOf("MudBlazor.min", StringComparison.Ordinal) > html.IndexOf("</main>", StringComparison.Ordinal), "MudBlazor's files are in the head");
        Assert.Contains("layer(mud)", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<div class=\"row\"")]
    private static partial Regex Row();
}
