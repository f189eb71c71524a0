using LeadScoring.Web.Http;

namespace LeadScoring.Web.Layout;

/// <summary>What the search box found, and which result is selected. For one circuit's dispatcher.</summary>
public sealed class SearchResults(Func<string, Task<IReadOnlyList<SearchHit>>> find)
{
    private int _asked;

    /// <summary>The text that <see cref="Hits"/> belong to; null: nothing was searched yet.</summary>
    public string? Text { get; private set; }

    public IReadOnlyList<SearchHit> Hits { get; private set; } = [];

    /// <summary>Why the search failed; null when it did not.</summary>
    public string? Problem { get; private set; }

    public int Selected { get; private set; }

    public async Task SearchAsync(string text)
    {
        var asked = ++_asked;
        if (text.Length == 0)
        {
            (Text, Hits) = (null, []);
            return;
        }

        try
        {
            var found = await find(text);
            if (asked != _asked) return;
            (Hits, Problem) = (found, null);
        }
        catch (ApiException e)
        {
            if (asked != _asked) return;
            (Hits, Problem) = ([], e.Title);
        }

        (Text, Selected) = (text, 0);
    }

    public void Select(int index) => Selected = index;

    public void SelectNext(int by)
    {
        if (Hits.Count > 0) Selected = (Selected + Hits.Count + by) % Hits.Count;
    }

    /// <summary>The selected result of a text.</summary>
    public async Task<SearchHit?> ChooseAsync(string text)
    {
        if (text.Length == 0) return null;
        if (Text != text) await SearchAsync(text);
        return Text == text && Selected < Hits.Count ? Hits[Selected] : null;
    }

    public void Clear()
    {
        _asked++;
        (Text, Hits) = (null, []);
    }
}

/// <summary>A lead or a page that the search found.</summary>
/// <param name="End">At the end of the line: the score, or what it is.</param>
public sealed record SearchHit(string Title, string Detail, string End, string Href);
