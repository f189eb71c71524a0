namespace LeadScoring.Web.Leads;

/// <summary>The columns of the list of leads that one can choose; name and score are always there.</summary>
public static class LeadColumns
{
    public static readonly IReadOnlyList<(string Name, string Title)> All =
        [("status", "Status"), ("email", "E-mail"), ("rank", "Rank"), ("events", "Events"), ("last", "Last activity"), ("created", "Created")];

    public const string Usual = "status,rank,events,last";

    /// <summary>Those that are chosen, in the list's own order. "none" is a choice as well.</summary>
    public static IReadOnlyList<string> Parse(string? text)
    {
        var names = (string.IsNullOrWhiteSpace(text) ? Usual : text).Split(',', StringSplitOptions.TrimEntries);
        return [.. All.Select(c => c.Name).Where(names.Contains)];
    }

    public static string Text(IEnumerable<string> columns) => string.Join(',', columns) is { Length: > 0 } text ? text : "none";
}
