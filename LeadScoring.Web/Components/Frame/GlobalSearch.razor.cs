using LeadScoring.Web.Frame;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LeadScoring.Web.Components.Frame;

/// <summary>Finds leads and pages as one types; arrows choose, Enter opens, Escape leaves.</summary>
public sealed partial class GlobalSearch(LeadsClient leads, NavigationManager navigation) : LiveComponent
{
    private const int MaxLeads = 8;
    private IReadOnlyList<SearchHit> _hits = [];
    private string _text = "";
    private string? _answered;
    private string? _problem;
    private int _active;
    private int _asked;
    private int _resets;
    private bool _focused;

    private bool IsOpen => _focused && _answered is not null && _text.Trim().Length > 0;

    private async Task FindAsync(string text)
    {
        var asked = ++_asked;
        if (text.Length == 0)
        {
            (_answered, _hits) = (null, []);
            return;
        }

        var pages = NavigationItem.All.Where(p => p.Title.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(p => new SearchHit(p.Title, p.About, "Page", p.Href));
        try
        {
            var found = await leads.SearchAsync(text, MaxLeads, Leaving);
            if (asked != _asked) return;
            _hits = [.. pages, .. found.Select(l => new SearchHit(l.Name, l.Company ?? l.Email, Numbers.Of(l.CurrentScore), $"/leads/{Uri.EscapeDataString(l.Id)}"))];
            _problem = null;
        }
        catch (ApiException e)
        {
            if (asked != _asked) return;
            (_hits, _problem) = ([.. pages], e.Title);
        }

        (_answered, _active) = (text, 0);
    }

    private async Task PressAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown" when _hits.Count > 0: _active = (_active + 1) % _hits.Count; break;
            case "ArrowUp" when _hits.Count > 0: _active = (_active + _hits.Count - 1) % _hits.Count; break;
            case "Enter": await EnterAsync(); break;
            case "Escape": Close(); break;
        }
    }

    /// <summary>Whoever types fast presses Enter before the answer is there.</summary>
    private async Task EnterAsync()
    {
        var text = _text.Trim();
        if (text.Length == 0) return;
        if (_answered != text) await FindAsync(text);
        if (_answered == text && _active < _hits.Count) Open(_hits[_active]);
    }

    private void Open(SearchHit hit)
    {
        Close();
        navigation.NavigateTo(hit.Href);
    }

    private void Close()
    {
        _asked++;
        _resets++;
        (_text, _answered, _hits) = ("", null, []);
    }
}
