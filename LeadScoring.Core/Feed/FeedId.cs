using System.Globalization;

namespace LeadScoring.Core.Feed;

/// <summary>The id of a feed entry, <c>ms-seq</c>, as Redis compares it.</summary>
public readonly record struct FeedId(ulong Ms, ulong Seq) : IComparable<FeedId>
{
    public static bool operator <(FeedId a, FeedId b) => a.CompareTo(b) < 0;

    public static bool operator >(FeedId a, FeedId b) => a.CompareTo(b) > 0;

    public static bool operator <=(FeedId a, FeedId b) => a.CompareTo(b) <= 0;

    public static bool operator >=(FeedId a, FeedId b) => a.CompareTo(b) >= 0;

    public static bool TryParse(string? text, out FeedId id)
    {
        id = default;
        if (text is null) return false;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryNumber(dash < 0 ? text : text.AsSpan(0, dash), out var ms)) return false;
        var seq = 0UL;
        if (dash >= 0 && !TryNumber(text.AsSpan(dash + 1), out seq)) return false;
        id = new FeedId(ms, seq);
        return true;
    }

    /// <exception cref="FormatException">Not an id.</exception>
    public static FeedId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not an id of the feed.");

    public int CompareTo(FeedId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Seq.CompareTo(other.Seq);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms}-{Seq}");

    private static bool TryNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
