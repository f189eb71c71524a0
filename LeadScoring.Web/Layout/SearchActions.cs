using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Ui;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LeadScoring.Web.Layout;

/// <summary>What the search box can do: pages to go to, and actions, of which some are about the lead that is on screen.</summary>
public sealed class SearchActions(LeadDialogs forms, StatusActions statuses, IDialogService dialogs, NavigationManager navigation)
{
    /// <summary>Pages and actions with the text in their title; those that begin with it are what was most likely meant.</summary>
    public IEnumerable<(SearchHit Hit, bool Begins)> Find(string text) =>
        from hit in All()
        where hit.Title.Contains(text, StringComparison.OrdinalIgnoreCase)
        select (hit, hit.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<SearchHit> All() =>
    [
        .. NavigationItem.All.Select(page => new SearchHit(page.Title, page.About, "Page", page.Href)),
        new("New lead", "Open the form", "Action", null, CreateAsync),
        new("New rule", "Say what an event is worth", "Action", "/rules?new"),
        new("Import a file", "Leads or events, as CSV", "Action", "/imports"),
        .. LeadId is { } id ? StatusLabels.All.Select(status => new SearchHit($"Set status: {StatusLabels.Label(status)}", "Of the lead on this page", "Action", null, () => statuses.SetAsync([id], status, null))) : [],
        new("Help", "What things mean, and keyboard shortcuts", "Action", null, () => dialogs.ShowAsync<HelpPanel>("Help", DialogSize.Wide)),
    ];

    /// <summary>Of the page that is shown; null when it is not a lead's.</summary>
    private string? LeadId => new Uri(navigation.Uri).Segments is ["/", "leads/", var id] ? Uri.UnescapeDataString(id) : null;

    private async Task CreateAsync()
    {
        if (await forms.CreateAsync() is { } lead) navigation.NavigateTo($"/leads/{Uri.EscapeDataString(lead.Id)}");
    }
}
