using System.Text;
using AnyAscii;

namespace LeadScoring.Core.Leads;

/// <summary>
/// Text as search compares it: without regard to case, to Latin, Greek and Cyrillic accents (composed or decomposed), to full
/// width and to ligatures. Other scripts are compared as they are written. Does not depend on ICU being installed.
/// </summary>
public static class SearchKey
{
    private const char FirstAccent = '\u0300', LastAccent = '\u036f';

    /// <summary>In lower case, with and without the accent.</summary>
    private static readonly Dictionary<char, char> Unaccented = new[]
    {
        "άα", "έε", "ήη", "ίι", "όο", "ύυ", "ώω", "ϊι", "ϋυ", "ΐι", "ΰυ", "ёе", "йи", "їі", "ќк", "ѓг", "ўу",
    }.ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>May be empty: a lone accent is no text to look for.</summary>
    public static string Of(string text) => Ascii.IsValid(text) ? TextKey.Of(text) : Fold(text);

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in TextKey.Of(text))
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
