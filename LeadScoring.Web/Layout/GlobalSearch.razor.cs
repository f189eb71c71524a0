using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LeadScoring.Web.Layout;

/// <summary>Finds leads and pages while the user types; arrow keys select, Enter opens, Escape closes.</summary>
public sealed partial class GlobalSearch : LiveComponent
{
    private const int MaxLeads = 8;
    private readonly LeadsClient _leads;
    private readonly NavigationManager _navigation;
    private readonly SearchResults _results;
    private string _text = "";
    private int _resets;
    private bool _focused;

    public GlobalSearch(LeadsClient leads, NavigationManager navigation) =>
        (_leads, _navigation, _results) = (leads, navigation, new(FindAsync));

    private bool IsOpen => _focused && _results.Text is not null && _text.Trim().Length > 0;

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text)
    {
        List<SearchHit> hits = [.. NavigationItem.All.Where(p => p.Title.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(p => new SearchHit(p.Title, p.About, "Page", p.Href))];
        try
        {
            var leads = await _leads.SearchAsync(text, MaxLeads, Leaving);
            hits.AddRange(leads.Select(l => new SearchHit(l.Name, l.Company ?? l.Email, Numbers.Of(l.CurrentScore), $"/leads/{Uri.EscapeDataString(l.Id)}")));
        }
        catch (ApiException) when (hits.Count > 0)
        {
            // The pages that match are found without the API.
        }

        return hits;
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown": _results.SelectNext(1); break;
            case "ArrowUp": _results.SelectNext(-1); break;
            case "Enter" when await _results.ChooseAsync(_text.Trim()) is { } hit: await OpenAsync(hit); break;
            case "Escape": Close(); break;
        }
    }

    private async Task OpenAsync(SearchHit hit)
    {
        Close();
        StateHasChanged();
        await Task.Yield(); // the browser empties the field before it shows the page: later, it would discard what is typed there
        _navigation.NavigateTo(hit.Href);
    }

    private void Close()
    {
        _results.Clear();
        _resets++;
        _text = "";
    }
}
