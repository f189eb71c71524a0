using System.Collections;
using System.Globalization;
using System.Text;

namespace LeadScoring.Core.Texts;

/// <summary>
/// Normal form C of Unicode (UAX 15): an accented letter that was sent in two parts becomes the one character. <see cref="string.Normalize()"/> needs ICU,
/// without which it returns what it is given.
/// </summary>
public static class NormalForm
{
    /// <summary>No character before this one changes, alone or beside others that are before it.</summary>
    private const char FirstThatMatters = '\u0300';

    private const int HangulFirst = 0xAC00, LeadingFirst = 0x1100, VowelFirst = 0x1161, TrailingBefore = 0x11A7;
    private const int Leadings = 19, Vowels = 21, Trailings = 28;
    private const int HangulCount = Leadings * Vowels * Trailings;

    private static readonly Lazy<Tables> Data = new(Tables.Load);

    /// <summary>The text itself where it is in the form already, which nearly every text is. Halves of surrogate pairs stay as they are.</summary>
    public static string C(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstThatMatters, char.MaxValue)) return text;
        var tables = Data.Value;
        return tables.MayChange(text) ? Compose(Decompose(text, tables), tables) : text;
    }

    /// <summary>Every character in its parts, marks in their canonical order.</summary>
    private static List<int> Decompose(string text, Tables tables)
    {
        var parts = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            AddParts(isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i], parts, tables);
        }

        for (var i = 0; i < parts.Count; i++) i = PutInOrder(parts, i, tables);
        return parts;
    }

    private static void AddParts(int character, List<int> parts, Tables tables)
    {
        var syllable = character - HangulFirst;
        if (syllable is >= 0 and < HangulCount)
        {
            parts.Add(LeadingFirst + (syllable / (Vowels * Trailings)));
            parts.Add(VowelFirst + (syllable / Trailings % Vowels));
            if (syllable % Trailings > 0) parts.Add(TrailingBefore + (syllable % Trailings));
        }
        else if (tables.Parts.TryGetValue(character, out var own))
        {
            foreach (var part in own) AddParts(part, parts, tables);
        }
        else
        {
            parts.Add(character);
        }
    }

    /// <summary>Of the marks from here on, those of a lower class go first; marks of one class keep their order.</summary>
    /// <returns>The position after them.</returns>
    private static int PutInOrder(List<int> parts, int start, Tables tables)
    {
        var end = start;
        while (end < parts.Count && tables.Class(parts[end]) > 0) end++;
        if (end - start < 2) return end;
        foreach (var mark in parts.GetRange(start, end - start).OrderBy(tables.Class)) parts[start++] = mark;
        return end;
    }

    private static string Compose(List<int> parts, Tables tables)
    {
        var composed = new List<int>(parts.Count);
        var (starter, lastClass) = (-1, -1);
        foreach (var part in parts)
        {
            var own = tables.Class(part);
            if (starter >= 0 && (lastClass < own || lastClass == -1) && Pair(composed[starter], part, tables) is { } one)
            {
                composed[starter] = one;
                continue;
            }

            (starter, lastClass) = own == 0 ? (composed.Count, -1) : (starter, own);
            composed.Add(part);
        }

        var text = new StringBuilder(composed.Count + 8);
        foreach (var character in composed)
        {
            if (character <= char.MaxValue) text.Append((char)character);
            else text.Append(char.ConvertFromUtf32(character));
        }

        return text.ToString();
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        if (first - LeadingFirst is >= 0 and < Leadings && second - VowelFirst is >= 0 and < Vowels)
        {
            return HangulFirst + ((((first - LeadingFirst) * Vowels) + second - VowelFirst) * Trailings);
        }

        var syllable = first - HangulFirst;
        if (syllable is >= 0 and < HangulCount && syllable % Trailings == 0 && second - TrailingBefore is > 0 and < Trailings)
        {
            return first + second - TrailingBefore;
        }

        return tables.Composed.TryGetValue((first, second), out var composed) ? composed : null;
    }

    /// <summary>Read from the text of <see cref="NormalFormData"/>, in a few milliseconds, when it is first needed.</summary>
    private sealed class Tables
    {
        private const int MaxCodePoint = 0x10FFFF;

        /// <summary>Characters that another form may replace: those that stand for others, and those that may follow what they are made one with.</summary>
        private readonly BitArray _matter = new(MaxCodePoint + 1);
        private readonly Dictionary<int, byte> _classes = [];

        public Dictionary<(int First, int Second), int> Composed { get; } = [];

        public Dictionary<int, int[]> Parts { get; } = [];

        public static Tables Load()
        {
            var tables = new Tables();
            tables.LoadPairs();
            tables.LoadReplaced();
            tables.LoadClasses();
            for (var i = 0; i < Vowels; i++) tables._matter[VowelFirst + i] = true;
            for (var i = 1; i < Trailings; i++) tables._matter[TrailingBefore + i] = true;
            return tables;
        }

        public int Class(int character) => character < FirstThatMatters ? 0 : _classes.GetValueOrDefault(character);

        public bool MayChange(string text)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                if (_matter[rune.Value]) return true;
            }

            return false;
        }

        private static string[] Words(string data) => data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        private static int Number(ReadOnlySpan<char> hexadecimal) => int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

        private void LoadPairs()
        {
            var second = 0;
            foreach (var word in Words(NormalFormData.Pairs))
            {
                if (word[0] == '+')
                {
                    second = Number(word.AsSpan(1));
                    _matter[second] = true;
                    continue;
                }

                var colon = word.IndexOf(':', StringComparison.Ordinal);
                var (first, composed) = (Number(word.AsSpan(0, colon)), Number(word.AsSpan(colon + 1)));
                Composed[(first, second)] = composed;
                Parts[composed] = [first, second];
            }
        }

        private void LoadReplaced()
        {
            foreach (var word in Words(NormalFormData.Replaced))
            {
                var colon = word.IndexOf(':', StringComparison.Ordinal);
                var character = Number(word.AsSpan(0, colon));
                Parts[character] = [.. word[(colon + 1)..].Split('.').Select(part => Number(part))];
                _matter[character] = true;
            }
        }

        private void LoadClasses()
        {
            byte own = 0;
            foreach (var word in Words(NormalFormData.Classes))
            {
                if (word[0] == '+')
                {
                    own = byte.Parse(word.AsSpan(1), CultureInfo.InvariantCulture);
                    continue;
                }

                var ends = word.Split('-');
                for (var character = Number(ends[0]); character <= Number(ends[^1]); character++)
                {
                    _classes[character] = own;
                    _matter[character] = true;
                }
            }
        }
    }
}
