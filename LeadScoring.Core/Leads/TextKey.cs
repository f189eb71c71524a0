using System.Text;
using AnyAscii;
using LeadScoring.Core.Texts;

namespace LeadScoring.Core.Leads;

/// <summary>Text as it is compared without regard to case, in every script, the same in every store.</summary>
public static class TextKey
{
    /// <summary>Up, then down: letters with two lower-case forms (σ, ς) become one.</summary>
    public static string Of(string text) => text.ToUpperInvariant().ToLowerInvariant();
}

/// <summary>
/// Text as search compares it, and as names are sorted: without regard to case, to Latin, Greek and Cyrillic accents, to full width, to ligatures and to
/// invisible characters. Other scripts are compared in normal form C. Does not depend on ICU being installed.
/// </summary>
public static class SearchKey
{
    private const char FirstAccent = '\u0300', LastAccent = '\u036f';

    /// <summary>In lower case, with and without the accent.</summary>
    private static readonly Dictionary<char, char> Unaccented = new[]
    {
        "άα", "έε", "ήη", "ίι", "όο", "ύυ", "ώω", "ϊι", "ϋυ", "ΐι", "ΰυ", "ёе", "йи", "їі", "ќк", "ѓг", "ўу",
    }.ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>May be empty: a lone accent is dropped, an invisible character too.</summary>
    public static string Of(string text) => Ascii.IsValid(text) ? TextKey.Of(text) : Fold(text);

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in TextKey.Of(NormalForm.C(VisibleText.WithoutInvisible(text))))
        {
            if (c is >= FirstAccent and <= LastAccent) continue;
            if (IsLatin(c)) folded.Append(TextKey.Of(c.ToString().Transliterate()));
            else folded.Append(Unaccented.GetValueOrDefault(c, c));
        }

        return folded.ToString();
    }

    /// <summary>Latin-1 letters, Latin Extended A, B and Additional; ligatures; full width.</summary>
    private static bool IsLatin(char c) => c is
        (>= '\u00c0' and <= '\u024f' and not '\u00d7' and not '\u00f7') or (>= '\u1e00' and <= '\u1eff') or (>= '\ufb00' and <= '\ufb06') or (>= '\uff01' and <= '\uff5e');
}
