using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Delimiter and header of a CSV file: the pair, of all that are possible, that gives the most known columns.</summary>
/// <param name="HeaderRow">From 1.</param>
/// <param name="Header">The names of the columns.</param>
internal sealed record CsvFormat(char Delimiter, long HeaderRow, string[] Header)
{
    public const string Delimiters = ",;\t|";

    /// <summary>How many records can come before the header.</summary>
    private const int MaxRecordsBefore = 20;

    /// <param name="head">The beginning of the file.</param>
    /// <param name="isAll">It is the whole file.</param>
    /// <param name="layoutOf">What columns with some names would be taken for.</param>
    /// <param name="given">The delimiter that the client has named, or null.</param>
    /// <param name="isLenient">Without known columns, the first record is the header.</param>
    /// <exception cref="FileFaultException">No record names known columns.</exception>
    public static CsvFormat Find(ReadOnlyMemory<char> head, bool isAll, Func<IReadOnlyCollection<string>, Layout> layoutOf, char? given, bool isLenient)
    {
        var declared = Declared(head.Span);
        Candidate? best = null;
        foreach (var delimiter in given is { } one ? [one] : Order(declared))
        {
            foreach (var candidate in Candidates(head, isAll, delimiter, layoutOf))
            {
                if (best is null || candidate.IsBetterThan(best, declared)) best = candidate;
            }
        }

        if (best is null) throw new FileFaultException(head.Length >= TextWindow.MaxLength ? "The first line, which must name the columns, is longer than a megabyte." : "The file has no rows.");
        if (best.Error is not null) throw new FileFaultException($"Row {best.Row}, which must name the columns, cannot be read. {best.Error}");
        Layout.CheckSize(best.Cells);
        if (best.Known == 0 && !isLenient)
        {
            throw new FileFaultException(
                $"Row {best.Row} must name the columns (such as eventType,leadId,timestamp or name,email), but it says: {Layout.Shown(best.Cells)}.");
        }

        return new(best.Delimiter, best.Row, best.Cells);
    }

    public static CsvParser Parser(ReadOnlyMemory<char> text, char delimiter, BadDataFound? badData = null) => new(new MemoryText(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter.ToString(),
        Mode = CsvMode.RFC4180,
        BadDataFound = badData,
        IgnoreBlankLines = false,
    });

    /// <summary>Spreadsheets may say <c>sep=;</c> in a line of its own before the header.</summary>
    private static char? Declared(ReadOnlySpan<char> head)
    {
        head = head.TrimStart();
        if (head.Length < 6 || !head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || head[5] is not ('\r' or '\n')) return null;
        return Delimiters.Contains(head[4]) ? head[4] : null;
    }

    private static IEnumerable<char> Order(char? first) => first is { } c ? Delimiters.OrderBy(d => d != c) : Delimiters;

    /// <summary>The first records as headers. A record that is not complete, or whose quotes are not balanced, is none unless it is the first.</summary>
    private static IEnumerable<Candidate> Candidates(ReadOnlyMemory<char> head, bool isAll, char delimiter, Func<IReadOnlyCollection<string>, Layout> layoutOf)
    {
        string? bad = null;
        using var parser = Parser(head, delimiter, found => bad ??= CsvRows.QuoteFault(found.Field));
        for (long row = 1, tried = 0; tried < MaxRecordsBefore && parser.Read(); row++)
        {
            bad = null;
            var cells = new string[parser.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = VisibleText.Trim(parser[i]);
            if (parser.CharCount == head.Length && !isAll) yield break;
            if (Array.TrueForAll(cells, c => c.Length == 0) || IsDeclaration(parser.RawRecord)) continue;
            tried++;
            var trailing = cells.Length - Array.FindLastIndex(cells, c => c.Length > 0) - 1;
            var names = trailing == 0 ? cells : cells[..^trailing];
            var (known, isEnough) = bad is null ? layoutOf(names).Judge(names) : (0, false);
            yield return new(delimiter, row, cells, known, isEnough, bad);
            if (bad is not null) yield break;
        }
    }

    private static bool IsDeclaration(string record) => Declared(record) is not null;

    private sealed record Candidate(char Delimiter, long Row, string[] Cells, int Known, bool IsEnough, string? Error)
    {
        /// <summary>Enough columns before more known ones; then the declared delimiter, more cells, and the earlier record.</summary>
        public bool IsBetterThan(Candidate other, char? declared)
        {
            if (IsEnough != other.IsEnough) return IsEnough;
            if (Known != other.Known) return Known > other.Known;
            if (Row != other.Row && Known == 0) return false;
            if ((Delimiter == declared) != (other.Delimiter == declared)) return Delimiter == declared;
            return Row == other.Row && Cells.Length > other.Cells.Length;
        }
    }

    /// <summary>Reads text that is in memory, without copying it first.</summary>
    private sealed class MemoryText(ReadOnlyMemory<char> text) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            var length = Math.Min(count, text.Length - _at);
            text.Span.Slice(_at, length).CopyTo(buffer.AsSpan(index));
            _at += length;
            return length;
        }
    }
}
