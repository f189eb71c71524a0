using System.Text.RegularExpressions;
using LeadScoring.Web.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadScoring.Tests.Web.Frame;

public sealed partial class RailTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(6, 4)]
    [InlineData(9, 4)]
    public async Task Phones_have_the_first_pages_in_the_bar_and_the_others_behind_more(int pages, int shown)
    {
        var html = await RenderAsync(pages, "/page6");

        Assert.Equal(pages, Link().Count(html));
        Assert.Equal(pages - shown, html.Split("behind-more").Length - 1);
        Assert.Equal(pages > shown, html.Contains("popovertarget=\"more-pages-first\"", StringComparison.Ordinal));
        var more = html.IndexOf("class=\"more-pages\"", StringComparison.Ordinal);
        Assert.Equal(pages > shown, more > 0);
        if (more < 0) return;
        Assert.Equal(pages - shown, html[more..].Split("<a href=").Length - 1);
        Assert.Equal(pages > 6, html[more..].Contains("href=\"/page6\" aria-current=\"page\"", StringComparison.Ordinal));
    }

    private static async Task<string> RenderAsync(int pages, string path)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var items = Enumerable.Range(0, pages).Select(i => new NavigationItem($"Page {i}", $"/page{i}", "board", "g x", "")).ToList();
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Rail>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Rail.Path)] = path, [nameof(Rail.Items)] = items }))).ToHtmlString());
    }

    [GeneratedRegex("<a class=\"rail-link\"")]
    private static partial Regex Link();
}
