using System.Globalization;
using LeadScoring.Core.Feed;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadScoring.Web.Activity;

/// <summary>Which changes are shown; the address has it.</summary>
public sealed record ActivityQuery
{
    public static IReadOnlyList<int> Sizes { get; } = [1, 5, 10, 25, 50, 100];

    /// <summary>Null: all.</summary>
    public string? Type { get; init; }

    /// <summary>In the lead's name or company; null: any.</summary>
    public string? Lead { get; init; }

    /// <summary>The change is at least so large, up or down; 0: any.</summary>
    public int Size { get; init; }

    public bool IsFiltered => Type is not null || Lead is not null || Size > 0;

    public static ActivityQuery Parse(string url)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var values = QueryHelpers.ParseQuery(at < 0 ? "" : url[at..]);
        string? Text(string name, int max) => values.TryGetValue(name, out var v) && v.ToString().Trim() is { Length: > 0 } text && text.Length <= max ? text : null;
        return new()
        {
            Type = Text("type", 64),
            Lead = Text("lead", 200),
            Size = int.TryParse(Text("change", 9), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0,
        };
    }

    public string Url()
    {
        (string Name, string? Value)[] pairs = [("type", Type), ("lead", Lead), ("change", Size == 0 ? null : Size.ToString(CultureInfo.InvariantCulture))];
        return QueryHelpers.AddQueryString("/activity", pairs.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value)));
    }

    /// <param name="entry">The change.</param>
    /// <param name="lead">Whose it is; null: not known yet, so that no text fits.</param>
    public bool Fits(FeedEntry entry, LeadLabel? lead) =>
        (Type is null || entry.EventType == Type) && Math.Abs(entry.Change) >= Size && (Lead is null || lead?.Contains(Lead) == true);
}
