namespace LeadScoring.Web.Layout;

/// <summary>
/// What a browser remembers, in cookies, so that the first response has the right theme. None of it is secret; values that are
/// not valid are ignored.
/// </summary>
/// <param name="Theme">light or dark; null: the system's.</param>
/// <param name="TimeZone">IANA name; null when not known yet.</param>
/// <param name="Columns">Of the list of leads; null: the default ones.</param>
/// <param name="RailFolded">The navigation shows icons only.</param>
/// <param name="Views">Saved lists of leads, as <see cref="Leads.Lists.SavedViews"/> writes them.</param>
public sealed record Preferences(string? Theme, string? TimeZone, string? Columns, bool RailFolded, string? Views = null)
{
    private const int MaxLength = 200;
    private const int MaxViewsLength = 4_000;

    public static Preferences Of(IRequestCookieCollection cookies)
    {
        string? Read(string name, int maxLength = MaxLength) => cookies[name] is { Length: > 0 } value && value.Length <= maxLength ? Uri.UnescapeDataString(value) : null;
        return new(Read("ls-theme") is "light" or "dark" ? Read("ls-theme") : null, Read("ls-tz"), Read("ls-columns"), Read("ls-rail") == "folded", Read(Leads.Lists.SavedViews.Cookie, MaxViewsLength));
    }
}
