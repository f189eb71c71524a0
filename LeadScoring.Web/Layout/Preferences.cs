namespace LeadScoring.Web.Layout;

/// <summary>
/// What a browser remembers, in cookies, so that the first byte of a page looks as it should. None of it is secret, and
/// whatever a cookie says that makes no sense is as if it were not there.
/// </summary>
/// <param name="Theme">light or dark; null: as the system is.</param>
/// <param name="TimeZone">IANA name; null when not known yet.</param>
/// <param name="Columns">Of the list of leads, null: the usual ones.</param>
/// <param name="RailFolded">Only the icons of the navigation.</param>
public sealed record Preferences(string? Theme, string? TimeZone, string? Columns, bool RailFolded)
{
    private const int MaxLength = 200;

    public static Preferences Of(IRequestCookieCollection cookies)
    {
        string? Read(string name) => cookies[name] is { Length: > 0 and <= MaxLength } value ? Uri.UnescapeDataString(value) : null;
        return new(Read("ls-theme") is "light" or "dark" ? Read("ls-theme") : null, Read("ls-tz"), Read("ls-columns"), Read("ls-rail") == "folded");
    }
}
