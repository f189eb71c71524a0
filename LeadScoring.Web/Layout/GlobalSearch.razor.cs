using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.LeadList;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LeadScoring.Web.Layout;

/// <summary>Finds leads, pages and actions while the user types; arrow keys select, Enter opens, Escape closes.</summary>
public sealed partial class GlobalSearch : LiveComponent
{
    public const string Placeholder = "Search leads, pages and actions";
    private const int MaxLeads = 8;
    private readonly LeadsClient _leads;
    private readonly SearchActions _actions;
    private readonly NavigationManager _navigation;
    private readonly SearchResults _results;
    private string _text = "";
    private int _resets;
    private bool _focused;

    public GlobalSearch(LeadsClient leads, SearchActions actions, NavigationManager navigation) =>
        (_leads, _actions, _navigation, _results) = (leads, actions, navigation, new(FindAsync));

    private bool IsOpen => _focused && _results.Text is not null && _text.Trim().Length > 0;

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text)
    {
        var actions = _actions.Find(text).ToLookup(a => a.Begins, a => a.Hit);
        IEnumerable<SearchHit> leads = [];
        try
        {
            var page = await _leads.SearchAsync(text, MaxLeads, Leaving);
            leads = page.Leads.Select(l => new SearchHit(l.Name, l.Company ?? l.Email, Numbers.Of(l.CurrentScore), $"/leads/{Uri.EscapeDataString(l.Id)}") { IsLead = true });
            if (page.Total > MaxLeads) leads = leads.Append(All(page, text));
        }
        catch (ApiException) when (actions.Count > 0)
        {
            // Pages and actions are found without the API.
        }

        return [.. actions[true], .. leads, .. actions[false]];
    }

    private static SearchHit All(LeadPageResponse page, string text) =>
        new($"All {Numbers.AtLeast(page.Total, page.TotalIsLowerBound)} leads with “{text}”", "", "List", new LeadListQuery { Search = text }.Url());

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
        if (hit.Href is not null) _navigation.NavigateTo(hit.Href);
        if (hit.Act is not null) await hit.Act();
    }

    private void Close()
    {
        _results.Clear();
        _resets++;
        _text = "";
    }
}
