namespace LeadScoring.Web.Layout;

/// <summary>A page of the navigation.</summary>
/// <param name="Keys">The keyboard shortcut.</param>
public sealed record NavigationItem(string Title, string Href, string Icon, string Keys, string About)
{
    public static readonly IReadOnlyList<NavigationItem> All =
    [
        new("Leaderboard", "/", "board", "g b", "The top leads, live"),
        new("Leads", "/leads", "leads", "g l", "Find, filter, edit and export leads"),
        new("Rules", "/rules", "rules", "g r", "What each event is worth, and since when"),
        new("Imports", "/imports", "imports", "g i", "Import leads and events from files"),
        new("Activity", "/activity", "activity", "g a", "Every change of a score, as it happens"),
        new("Queue", "/queue", "queue", "g q", "What waits, what failed, and what runs in the background"),
        new("Insights", "/insights", "insights", "g n", "What happened in all: scores, events, what is worth a rule"),
    ];

    /// <summary>Entries that the bar of a phone has room for.</summary>
    private const int PhoneRoom = 5;

    /// <summary>How many of so many pages a phone's bar shows; the rest is behind "More", which takes the last place.</summary>
    public static int OnPhones(int pages) => pages <= PhoneRoom ? pages : PhoneRoom - 1;

    /// <summary>The page that an address belongs to; null: none.</summary>
    public static NavigationItem? At(string path) => All.FirstOrDefault(item => item.IsAt(path));

    public bool IsAt(string path) => Href == "/" ? path == "/" : path == Href || path.StartsWith(Href + "/", StringComparison.Ordinal);
}
