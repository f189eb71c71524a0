using LeadScoring.Web.Http;
using LeadScoring.Web.Layout;

namespace LeadScoring.Tests.Web;

public sealed class SearchResultsTests
{
    private readonly List<(string Text, TaskCompletionSource<IReadOnlyList<SearchHit>> Answer)> _searches = [];
    private readonly SearchResults _results;

    public SearchResultsTests() => _results = new(text =>
    {
        _searches.Add((text, new()));
        return _searches[^1].Answer.Task;
    });

    [Fact]
    public async Task Search_shows_the_results_of_the_newest_text_in_whatever_order_answers_come()
    {
        var (first, second) = (_results.SearchAsync("zo"), _results.SearchAsync("zoe"));

        Answer("zoe", "Zoe");
        Answer("zo", "Zorro");
        await Task.WhenAll(first, second);

        Assert.Equal(("zoe", "Zoe"), (_results.Text, Assert.Single(_results.Hits).Title));
    }

    [Fact]
    public async Task Enter_before_any_search_starts_one_and_opens_its_first_result()
    {
        var chosen = _results.ChooseAsync("zoe");
        Answer("zoe", "Zoe", "Zoey");

        Assert.Equal("Zoe", (await chosen)?.Title);
    }

    [Fact]
    public async Task Enter_with_the_results_of_an_older_text_on_screen_opens_the_first_one_of_the_newest()
    {
        var older = _results.SearchAsync("zo");
        Answer("zo", "Zorro", "Zora");
        await older;
        _results.SelectNext(1);

        var chosen = _results.ChooseAsync("zoe");
        Answer("zoe", "Zoe", "Zoey");

        Assert.Equal("Zoe", (await chosen)?.Title);
    }

    [Fact]
    public async Task Enter_waits_for_a_search_of_its_text_that_is_in_progress()
    {
        var typed = _results.SearchAsync("zoe");
        var chosen = _results.ChooseAsync("zoe");
        Answer("zoe", "Zoe");

        Assert.Equal("Zoe", (await chosen)?.Title);
        await typed;
        Assert.Single(_searches);
    }

    [Fact]
    public async Task Enter_is_not_lost_when_the_search_of_its_text_starts_after_it()
    {
        // The field reports a text when typing has paused: after Enter, if that was quick.
        var chosen = _results.ChooseAsync("zoe");
        var typed = _results.SearchAsync("zoe");
        Answer("zoe", "Zoe");

        Assert.Equal("Zoe", (await chosen)?.Title);
        await typed;
        Assert.Single(_searches);
    }

    [Fact]
    public async Task Enter_opens_nothing_when_the_text_has_changed_or_the_search_was_closed_meanwhile()
    {
        var changed = _results.ChooseAsync("zoe");
        var newer = _results.SearchAsync("zoe x");
        Answer("zoe", "Zoe");
        Answer("zoe x", "Zoe X");
        Assert.Null(await changed);
        await newer;

        var closed = _results.ChooseAsync("anna");
        _results.Clear();
        Answer("anna", "Anna");
        Assert.Null(await closed);
        Assert.Empty(_results.Hits);
    }

    [Fact]
    public async Task Enter_opens_the_selected_result()
    {
        var search = _results.SearchAsync("zo");
        Answer("zo", "Zorro", "Zora");
        await search;

        _results.SelectNext(1);

        Assert.Equal("Zora", (await _results.ChooseAsync("zo"))?.Title);
        _results.SelectNext(1);
        Assert.Equal("Zorro", (await _results.ChooseAsync("zo"))?.Title);
    }

    [Fact]
    public async Task Search_that_failed_says_why_and_is_tried_again_by_enter()
    {
        var failing = _results.SearchAsync("zoe");
        _searches[^1].Answer.SetException(ApiException.NoAnswer());
        await failing;
        Assert.Equal("Can't reach the server.", _results.Problem);

        var chosen = _results.ChooseAsync("zoe");
        Answer("zoe", "Zoe");

        Assert.Equal("Zoe", (await chosen)?.Title);
        Assert.Null(_results.Problem);
    }

    /// <summary>Answers every search of a text.</summary>
    private void Answer(string text, params string[] titles)
    {
        foreach (var (_, answer) in _searches.Where(s => s.Text == text)) answer.TrySetResult([.. titles.Select(t => new SearchHit(t, "", "", "/"))]);
    }
}
