using System.Globalization;

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
/// <param name="LastVisit">When somebody looked last before <see cref="VisitGap"/> or more without; null: never.</param>
public sealed record Preferences(string? Theme, string? TimeZone, string? Columns, bool RailFolded, string? Views = null, DateTimeOffset? LastVisit = null)
{
    /// <summary>A pause that ends a visit (preferences.js): a lunch does not, a night does.</summary>
    public static readonly TimeSpan VisitGap = TimeSpan.FromHours(4);
    private const int MaxLength = 200;
    private const int MaxViewsLength = 4_000;

    public static Preferences Of(IRequestCookieCollection cookies, DateTimeOffset now)
    {
        string? Read(string name, int maxLength = MaxLength) => cookies[name] is { Length: > 0 } value && value.Length <= maxLength ? value : null;
        return new(Read("ls-theme") is "light" or "dark" ? Read("ls-theme") : null, Read("ls-tz"), Read("ls-columns"), Read("ls-rail") == "folded", Read(Leads.Lists.SavedViews.Cookie, MaxViewsLength), LastVisit());

        // The browser moves the one to the other only after this response.
        DateTimeOffset? LastVisit() => Time("ls-seen") is { } seen && now - seen >= VisitGap ? seen : Time("ls-visit");

        DateTimeOffset? Time(string name) =>
            long.TryParse(Read(name), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }
}
