using LeadScoring.Web.Http;

namespace LeadScoring.Web.Layout;

/// <summary>What the search box found, and which result is selected. For one circuit's dispatcher.</summary>
public sealed class SearchResults(Func<string, Task<IReadOnlyList<SearchHit>>> find)
{
    private string? _requested;
    private Task _search = Task.CompletedTask;

    /// <summary>The text that <see cref="Hits"/> belong to; null: nothing was searched yet.</summary>
    public string? Text { get; private set; }

    public IReadOnlyList<SearchHit> Hits { get; private set; } = [];

    /// <summary>Why the search failed; null when it did not.</summary>
    public string? Problem { get; private set; }

    public int Selected { get; private set; }

    /// <summary>Searches; a search of the same text that is in progress, or has an answer, is not repeated.</summary>
    public Task SearchAsync(string text)
    {
        if (text.Length == 0) Clear();
        if (text.Length == 0 || text == _requested) return _search;
        _requested = text;
        return _search = RunAsync(text);
    }

    public void Select(int index) => Selected = index;

    public void SelectNext(int by)
    {
        if (Hits.Count > 0) Selected = (Selected + Hits.Count + by) % Hits.Count;
    }

    /// <summary>The selected result of a text, once its search has answered.</summary>
    /// <returns>Null: there is none, or another text has been searched since.</returns>
    public async Task<SearchHit?> ChooseAsync(string text)
    {
        await SearchAsync(text);
        return Text == text && Selected < Hits.Count ? Hits[Selected] : null;
    }

    public void Clear()
    {
        (_requested, Text, Hits) = (null, null, []);
        _search = Task.CompletedTask;
    }

    private async Task RunAsync(string text)
    {
        IReadOnlyList<SearchHit> hits = [];
        string? problem = null;
        try
        {
            hits = await find(text);
        }
        catch (ApiException e)
        {
            problem = e.Title;
        }

        if (_requested != text) return; // another text has been searched since
        (Text, Hits, Problem, Selected) = (text, hits, problem, 0);
        if (problem is not null) _requested = null; // the next request tries again
    }
}

/// <summary>A lead, a page or an action that the search found.</summary>
/// <param name="End">At the end of the line: the lead's score, "Page" or "Action".</param>
/// <param name="Href">Where it leads; null for an action that stays on the page.</param>
/// <param name="Act">What choosing it does, apart from going to <paramref name="Href"/>.</param>
public sealed record SearchHit(string Title, string Detail, string End, string? Href, Func<Task>? Act = null)
{
    public bool IsLead { get; init; }
}
