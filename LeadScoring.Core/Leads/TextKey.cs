namespace LeadScoring.Core.Leads;

/// <summary>Text as it is compared without regard to case, in every script, the same in every store.</summary>
public static class TextKey
{
    /// <summary>Up, then down: letters with two lower-case forms (σ, ς) become one.</summary>
    public static string Of(string text) => text.ToUpperInvariant().ToLowerInvariant();
}

/// <summary>E-mail addresses are equal when their <see cref="TextKey"/>s are, as in the store.</summary>
public sealed class EmailComparer : IEqualityComparer<string>
{
    public static EmailComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && TextKey.Of(x) == TextKey.Of(y));

    public int GetHashCode(string obj) => TextKey.Of(obj).GetHashCode(StringComparison.Ordinal);
}
