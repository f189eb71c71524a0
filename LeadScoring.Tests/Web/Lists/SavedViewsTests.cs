using LeadScoring.Web.Layout;
using LeadScoring.Web.Leads.Lists;
using Microsoft.JSInterop;

namespace LeadScoring.Tests.Web.Lists;

public sealed class SavedViewsTests
{
    private static readonly Preferences None = new(null, null, null, false);
    private readonly Cookies _cookies = new();

    [Fact]
    public async Task Views_are_kept_by_the_browser_and_read_back()
    {
        var views = new SavedViews(_cookies);
        Assert.Null(await views.SaveAsync("Müller & Söhne", "/leads?search=m%C3%BCller", default));
        Assert.Null(await views.SaveAsync("Hot", "/?top=50", default));

        var later = new SavedViews(_cookies);
        var preferences = None with { Views = _cookies.Written };
        Assert.Equal([new("Müller & Söhne", "/leads?search=m%C3%BCller")], later.Of("/leads", preferences));
        Assert.Equal([new("Hot", "/?top=50")], later.Of("/", preferences));
        await later.RemoveAsync(new("Hot", "/?top=50"), default);
        Assert.Empty(later.Of("/", preferences));
        Assert.DoesNotContain("Hot", _cookies.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_with_the_same_name_replaces_it_and_too_many_are_refused()
    {
        var views = new SavedViews(_cookies);
        for (var i = 0; i < SavedViews.MaxViews; i++) Assert.Null(await views.SaveAsync($"View {i}", $"/?filter={i}", default));
        Assert.Null(await views.SaveAsync("View 0", "/?top=10", default));
        Assert.Contains("Remove one first", await views.SaveAsync("One more", "/?top=50", default), StringComparison.Ordinal);
        Assert.Contains(new("View 0", "/?top=10"), views.Of("/", None));
        Assert.Equal(SavedViews.MaxViews, views.Of("/", None).Count());
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_and_not_cut()
    {
        var views = new SavedViews(_cookies);
        Assert.Contains("at most 30 characters (31 now)", await views.SaveAsync(new string('x', 31), "/?top=50", default), StringComparison.Ordinal);
        Assert.Equal("Enter a name.", await views.SaveAsync(" ", "/?top=50", default));
        Assert.Empty(views.Of("/", None));
        Assert.Null(await views.SaveAsync($" {new string('x', 30)} ", "/?top=50", default));
    }

    [Fact]
    public async Task Views_of_another_tab_and_of_another_page_stay()
    {
        Assert.Null(await new SavedViews(_cookies).SaveAsync("Hot", "/?top=50", default));
        Assert.Null(await new SavedViews(_cookies).SaveAsync("Hot", "/leads?minScore=500", default));
        Assert.Equal(2, SavedViews.Parse(_cookies.Written).Count);
    }

    [Fact]
    public async Task A_view_that_does_not_fit_into_a_cookie_is_refused() =>
        Assert.Contains("too long", await new SavedViews(_cookies).SaveAsync("Long", "/?filter=" + new string('x', 4_000), default), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{\"Name\":\"x\",\"Url\":\"https://evil.example/\"},{\"Name\":\"x\",\"Url\":\"//evil.example\"},{\"Name\":\"\",\"Url\":\"/\"},{\"Name\":\"x\"}]")]
    public void What_is_not_a_view_of_ours_is_ignored(string? cookie) => Assert.Empty(SavedViews.Parse(cookie));

    private sealed class Cookies : IJSRuntime
    {
        public string Written { get; private set; } = "";

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            if (identifier == "leadScoring.recall") return new((TValue)(object)Written);
            Assert.Equal("leadScoring.remember", identifier);
            Written = (string)args![1]!;
            return default;
        }
    }
}
