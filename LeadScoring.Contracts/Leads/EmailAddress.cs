using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Contracts.Leads;

/// <summary>A plausibility check, not a proof: only a mail that arrives proves an address. Spaces around it do not count.</summary>
public sealed class EmailAddressLikeAttribute : ValidationAttribute
{
    public EmailAddressLikeAttribute() => ErrorMessage = "Must be an e-mail address such as jane@example.com.";

    public override bool IsValid(object? value) => value is not string { Length: > 0 } text || EmailAddress.IsSane(text.AsSpan().Trim());
}

/// <summary>The parts of an address that are checked.</summary>
public static class EmailAddress
{
    public const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private const string NeverInside = "\"(),:;<>[\\]";

    public static bool IsSane(ReadOnlySpan<char> address)
    {
        var at = address.IndexOf('@');
        if (address.Length > MaxLength || at is < 1 or > MaxLocalLength) return false;
        foreach (var c in address)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || NeverInside.Contains(c)) return false;
        }

        return IsDomain(address[(at + 1)..]);
    }

    private static bool IsDomain(ReadOnlySpan<char> domain) =>
        domain.Contains('.') && !domain.Contains('@') && !domain.Contains("..", StringComparison.Ordinal)
        && domain[0] is not ('.' or '-') && domain[^1] is not ('.' or '-');
}
