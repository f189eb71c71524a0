namespace LeadScoring.Web.Leads.Lists;

/// <summary>A standard selection of leads, shown as a tab above lists of them.</summary>
/// <param name="Name">In addresses.</param>
/// <param name="Statuses">Those of its leads unless others are chosen.</param>
/// <param name="Returned">Only leads that came back: lost or quiet for 30 days, and active in the last 7.</param>
public sealed record LeadView(string Name, string Title, StatusSet Statuses, bool Returned)
{
    public static readonly LeadView Open = new("open", "Open leads", StatusSet.Open, false);
    public static readonly LeadView Back = new("back", "Back from lost or quiet", StatusSet.Any, true);
    public static readonly LeadView Everyone = new("all", "All leads", StatusSet.Any, false);
    public static readonly IReadOnlyList<LeadView> All = [Open, Back, Everyone];

    public static LeadView? Find(string? name) => All.FirstOrDefault(v => v.Name == name);

    /// <summary>The view in which these statuses are chosen: they stand for those of the open leads.</summary>
    public LeadView With(StatusSet statuses) => statuses.IsAny || Returned ? this : Everyone;

    /// <summary>The API's parameters of the leads with one of the statuses; none chosen: the view's own.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Parameters(StatusSet statuses)
    {
        foreach (var status in (statuses.IsAny ? Statuses : statuses).Names) yield return new("status", status);
        if (Returned) yield return new("returned", "true");
    }
}
