namespace LeadScoring.Web.Layout;

/// <summary>
/// What a browser remembers, in cookies, so that the first response has the right theme. None of it is secret; values that are
/// not valid are ignored.
/// </summary>
/// <param name="Theme">light or dark; null: the system's.</param>
/// <param name="TimeZone">IANA name; null when not known yet.</param>
/// <param name="Columns">Of the list of leads; null: the default ones.</param>
/// <param name="RailFolded">The navigation shows icons only.</param>
public sealed record Preferences(string? Theme, string? TimeZone, string? Columns, bool RailFolded)
{
    private const int MaxLength = 200;

    public static Preferences Of(IRequestCookieCollection cookies)
    {
        string? Read(string name) => cookies[name] is { Length: > 0 and <= MaxLength } value ? Uri.UnescapeDataString(value) : null;
        return new(Read("ls-theme") is "light" or "dark" ? Read("ls-theme") : null, Read("ls-tz"), Read("ls-columns"), Read("ls-rail") == "folded");
    }
}
