using System.Buffers;
using System.Globalization;
using System.Text;
using LeadScoring.Core.Texts;

namespace LeadScoring.Core.Leads;

/// <summary>E-mail addresses: what is stored of them, which are plausible, and which are the same mailbox.</summary>
public static class EmailAddress
{
    public const int MaxLength = 254;

    /// <summary>No character has more than four parts: a longer text does not become an address in normal form.</summary>
    private const int MaxPartsLength = 4 * MaxLength;
    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;
    private const string General = "Must be an e-mail address such as jane@example.com.";
    private const string Prefix = "xn--";

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.@!#$%&'*+-/=?^_`{|}~");
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>Nothing needs to be done to it.</summary>
    private static bool IsPlain(string address) => !address.AsSpan().ContainsAnyExcept(PlainCharacters) && !address.Contains(Prefix, StringComparison.Ordinal);

    /// <summary>As it is stored and shown: trimmed, without invisible characters, in normal form C. What is far too long stays in the form that it has.</summary>
    public static string Clean(string address)
    {
        if (IsPlain(address)) return address;
        var visible = VisibleText.WithoutInvisible(address).Trim();
        return visible.Length > MaxPartsLength ? visible : NormalForm.C(visible);
    }

    /// <summary>
    /// Equal for addresses of one mailbox: cleaned, in lower case, with a domain in Unicode whichever way it was written. A label of the domain that
    /// cannot be mapped stays as it is. The local part's case is not told apart either, although servers might.
    /// </summary>
    public static string Key(string address)
    {
        if (IsPlain(address)) return address;
        var key = TextKey.Of(Clean(address));
        return Ascii.IsValid(key) && !key.Contains(Prefix, StringComparison.Ordinal) ? key : WithDomain(key, UnicodeLabel);
    }

    /// <summary>The address, and the same one with its domain in Unicode, or in ASCII (<c>xn--</c>), where these differ: people search for any of them.</summary>
    public static IReadOnlyCollection<string> Spellings(string address) => Ascii.IsValid(address) && !address.Contains(Prefix, StringComparison.OrdinalIgnoreCase)
        ? [address]
        : new HashSet<string>(StringComparer.Ordinal) { address, WithDomain(address, UnicodeLabel), WithDomain(address, AsciiLabel) };

    /// <summary>
    /// A plausibility check, not a proof: only a mail that arrives proves an address. Null, or what is wrong with it and what to do, of the address as
    /// <see cref="Clean"/> makes it.
    /// </summary>
    public static string? Error(string address)
    {
        var clean = Clean(address);
        var at = clean.IndexOf('@', StringComparison.Ordinal);
        if (clean.Length > MaxLength) return $"Must be at most {MaxLength} characters; it has {clean.Length}.";
        if (clean.AsSpan().ContainsAny('<', '>')) return "Must be the address alone, such as jane@example.com, without a name and without < and >.";
        if (at < 1 || at == clean.Length - 1) return General;
        return LocalError(clean[..at]) ?? DomainError(clean[(at + 1)..]);
    }

    private static string? LocalError(string local)
    {
        if (IsQuote(local[0]) || IsQuote(local[^1])) return $"Must not have {Shown(new(IsQuote(local[0]) ? local[0] : local[^1]))} around it. Send the address without it.";
        foreach (var rune in local.EnumerateRunes())
        {
            if (!IsLocal(rune)) return $"Must not contain {Shown(rune)} before the @.";
        }

        return local.Length > MaxLocalLength ? $"Must have at most {MaxLocalLength} characters before the @; it has {local.Length}." : null;
    }

    private static string? DomainError(string domain)
    {
        var labels = domain.Split('.');
        foreach (var rune in domain.EnumerateRunes())
        {
            if (rune.Value == '@') return "Must have one @, such as jane@example.com.";
            if (rune.Value != '.' && !IsDomain(rune)) return $"Must not contain {Shown(rune)} after the @: no domain has it.";
        }

        foreach (var label in labels)
        {
            if (label.Length == 0) return labels.Length == 1 ? General : "Must have a domain without dots at its ends or beside each other, such as jane@example.com.";
            if (label[0] == '-' || label[^1] == '-') return $"Must be a domain after the @, such as example.com: \"{label}\" begins or ends with -.";
            if (label.Length > MaxLabelLength) return $"Must have at most {MaxLabelLength} characters between two dots of its domain; it has {label.Length}.";
        }

        if (labels.Length < 2) return General;
        return labels[^1].All(char.IsDigit) ? $"Must end with a domain such as example.com, not with the number {labels[^1]}." : null;
    }

    private static bool IsQuote(char character) => character is '\'' or (>= '\u2018' and <= '\u201F');

    private static bool IsLocal(Rune rune) =>
        !VisibleText.IsBlank(rune) && !Rune.IsControl(rune) && rune != Rune.ReplacementChar && (!rune.IsAscii || !"\"(),:;<>[\\]".Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsDomain(Rune rune) => !VisibleText.IsBlank(rune)
        && (rune.Value == '-' || Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    /// <summary>The character with its code point, or that alone where one would see nothing.</summary>
    private static string Shown(Rune rune) => Rune.IsControl(rune) || VisibleText.IsBlank(rune)
        ? rune.Value == ' ' ? "a space" : $"U+{rune.Value:X4}"
        : rune.IsAscii ? rune.ToString() : $"{rune} (U+{rune.Value:X4})";

    private static string WithDomain(string address, Func<string, string> map)
    {
        var at = address.LastIndexOf('@');
        return at < 0 ? address : $"{address[..at]}@{string.Join('.', address[(at + 1)..].Split('.').Select(map))}";
    }

    /// <summary>What an <c>xn--</c> label stands for; the label itself if that is not something that one could have typed.</summary>
    private static string UnicodeLabel(string label)
    {
        if (!label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !Ascii.IsValid(label)) return label;
        try
        {
            var unicode = Idn.GetUnicode(label);
            return unicode.EnumerateRunes().All(IsDomain) && Clean(unicode) == unicode ? TextKey.Of(unicode) : label;
        }
        catch (ArgumentException)
        {
            return label;
        }
    }

    private static string AsciiLabel(string label)
    {
        if (Ascii.IsValid(label)) return label;
        try
        {
            return Idn.GetAscii(TextKey.Of(label));
        }
        catch (ArgumentException)
        {
            return label;
        }
    }
}

/// <summary>E-mail addresses are equal when their <see cref="EmailAddress.Key"/>s are, as in the store.</summary>
public sealed class EmailComparer : IEqualityComparer<string>
{
    public static EmailComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && EmailAddress.Key(x) == EmailAddress.Key(y));

    public int GetHashCode(string obj) => EmailAddress.Key(obj).GetHashCode(StringComparison.Ordinal);
}
