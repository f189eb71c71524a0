namespace LeadScoring.Core.Leads;

/// <summary>E-mail addresses are equal when their <see cref="TextKey"/>s are, as in the store.</summary>
public sealed class EmailComparer : IEqualityComparer<string>
{
    public static EmailComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && TextKey.Of(x) == TextKey.Of(y));

    public int GetHashCode(string obj) => TextKey.Of(obj).GetHashCode(StringComparison.Ordinal);
}
