using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LeadScoring.Tests.Dashboard;

/// <summary>One browser window on the dashboard.</summary>
public sealed class DashboardPage : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    public DashboardPage(IPage page, Uri web)
    {
        (Page, Web) = (page, web);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    public Uri Web { get; }

    public ILocator this[string testId] => Page.GetByTestId(testId);

    public ILocator Rows => Page.GetByTestId("lead-row");

    public ILocator Row(string leadId) => Page.Locator($"[data-testid=lead-row][data-lead-id='{leadId}']");

    public ILocator Score(string leadId) => Row(leadId).GetByTestId("lead-score");

    public Task<string?> RowIdAsync(int index) => Rows.Nth(index).GetAttributeAsync("data-lead-id");

    public string PathAndQuery => new Uri(Page.Url).PathAndQuery;

    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    public Task ExpectPathAsync(string pathAndQuery) => Assertions.Expect(Page).ToHaveURLAsync(new Uri(Web, pathAndQuery).ToString());

    /// <summary>Nothing on the page is wider than the window.</summary>
    public async Task ExpectNoOverflowAsync() => Assert.True(
        await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{PathAndQuery} is wider than its window");

    /// <summary>WCAG 2.2 A and AA, as far as axe can check.</summary>
    public async Task ExpectAccessibleAsync(string what)
    {
        // While an element fades in, its contrast is too low.
        await Page.WaitForFunctionAsync("() => document.getAnimations().every(a => a.playState !== 'running')");
        var options = new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };
        var found = await Page.RunAxe(options);
        Assert.True(found.Violations.Length == 0, $"{what}: " + string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help}\n  {string.Join("\n  ", v.Nodes.Select(n => n.Html))}")));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.True(_errors.Count == 0, "The browser's console: " + string.Join("\n", _errors));
    }
}
