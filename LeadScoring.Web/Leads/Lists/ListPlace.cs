namespace LeadScoring.Web.Leads.Lists;

/// <summary>
/// The list that a lead was opened from, and the place in it: the lead's page leads to the next one and back to the row. One per
/// circuit, which is one browser tab.
/// </summary>
public sealed class ListPlace
{
    private Func<IReadOnlyList<string>>? _shown;
    private IReadOnlyList<string> _leadIds = [];
    private string? _lastOpen;

    /// <summary>The list's address; null: no list was shown yet.</summary>
    public string? Url { get; private set; }

    public string Title { get; private set; } = "";

    /// <summary>Leads in the list.</summary>
    public int Count => _leadIds.Count;

    /// <param name="leadIds">Called when a lead is opened from the list: its leads, in their order.</param>
    public void ShowList(string url, string title, Func<IReadOnlyList<string>> leadIds)
    {
        if (url != Url) _lastOpen = null;
        (Url, Title, _shown) = (url, title, leadIds);
    }

    /// <summary>A lead's page is open. The list stays as it was when the first of its leads was opened.</summary>
    public void ShowLead(string leadId)
    {
        if (_shown is not null) _leadIds = _shown();
        _shown = null;
        _lastOpen = _leadIds.Contains(leadId) ? leadId : null;
    }

    /// <summary>Where the lead is in the list, from 0; null when it is not in it.</summary>
    public int? PositionOf(string leadId)
    {
        for (var i = 0; i < _leadIds.Count; i++)
        {
            if (_leadIds[i] == leadId) return i;
        }

        return null;
    }

    /// <returns>Null outside of the list.</returns>
    public string? At(int position) => position >= 0 && position < _leadIds.Count ? _leadIds[position] : null;

    /// <summary>The lead that was open last, whose row gets the focus when the list is shown again; once.</summary>
    public string? TakeLastOpen()
    {
        var lead = _lastOpen;
        _lastOpen = null;
        return lead;
    }
}
