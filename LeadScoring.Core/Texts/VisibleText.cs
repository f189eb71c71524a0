using System.Globalization;
using System.Text;

namespace LeadScoring.Core.Texts;

/// <summary>Which characters show something, and texts without those that do not.</summary>
public static class VisibleText
{
    /// <summary>
    /// Nothing is drawn for the character: formats (category Cf, such as zero-width spaces, direction marks, the soft hyphen and U+FEFF) and what Unicode calls
    /// default ignorable (such as variation selectors and U+034F). Signs of category Cf that are drawn, such as U+0600, are not among them, nor letters that are blank.
    /// </summary>
    public static bool IsInvisible(Rune character) => character.Value >= 0xAD && character.Value switch
    {
        (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD => false, // signs that enclose numbers, and the like
        0x34F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or (>= 0xFFF0 and <= 0xFFF8) => true,
        (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF) => true,
        _ => Rune.GetUnicodeCategory(character) == UnicodeCategory.Format,
    };

    /// <summary>One sees nothing, or empty space: white space, invisible characters, the fillers of Hangul (which are letters), and the blank of braille.</summary>
    public static bool IsBlank(Rune character) => character.IsAscii ? Rune.IsWhiteSpace(character) : character.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 || Rune.IsWhiteSpace(character) || IsInvisible(character);

    /// <summary>Nothing in the text shows.</summary>
    public static bool IsBlank(string? text) => text is null || text.EnumerateRunes().All(IsBlank);

    /// <summary>
    /// Overrides, embeddings and isolates (U+202A to U+202E, U+2066 to U+2069): they rearrange the text around them, so that it reads as something else.
    /// The marks U+200E and U+200F are not among them.
    /// </summary>
    public static bool ChangesDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// Without blank characters at both ends. A selector at the end that chooses how the character before it looks, as of ❤️ and of flags, stays, except after a
    /// letter of ASCII, which has only one look.
    /// </summary>
    public static string Trim(string text)
    {
        if (text.Length == 0 || (IsPlain(text[0]) && IsPlain(text[^1]))) return text;
        var (start, end, position) = (-1, 0, 0);
        var last = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            var next = position + rune.Utf16SequenceLength;
            if (!IsBlank(rune))
            {
                if (start < 0) start = position;
                (end, last) = (next, rune);
            }
            else if (start >= 0 && end == position && Selects(rune) && !last.IsAscii)
            {
                end = next;
            }

            position = next;
        }

        return start < 0 ? "" : text[start..end];
    }

    /// <summary>The text without its invisible characters, wherever they are.</summary>
    public static string WithoutInvisible(string text)
    {
        if (Ascii.IsValid(text) || !text.EnumerateRunes().Any(IsInvisible)) return text;
        var visible = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            // By characters: enumerating runes would replace halves of surrogate pairs.
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                visible.Append(text[i]);
                continue;
            }

            if (!IsInvisible(rune)) visible.Append(text, i, rune.Utf16SequenceLength);
            i += rune.Utf16SequenceLength - 1;
        }

        return visible.ToString();
    }

    private static bool IsPlain(char character) => character is > ' ' and < '\u007F';

    private static bool Selects(Rune character) => character.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0020 and <= 0xE007F) or (>= 0xE0100 and <= 0xE01EF);
}
