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
    /// <param name="isFinal">More of the beginning does not come: no columns that are enough are an error.</param>
    /// <param name="layoutOf">What columns with some names would be taken for.</param>
    /// <param name="given">The delimiter that the client has named, or null.</param>
    /// <param name="isLenient">Without known columns, the first record is the header.</param>
    /// <returns>Null when more of the beginning is needed.</returns>
    /// <exception cref="FileFaultException">No record names known columns.</exception>
    public static CsvFormat? Find(
        ReadOnlyMemory<char> head, bool isAll, bool isFinal, Func<IReadOnlyCollection<string>, Layout> layoutOf, char? given, bool isLenient)
    {
        var declared = Declared(head.Span);
        var best = (given is { } one ? [one] : Delimiters.ToCharArray()).SelectMany(delimiter => Candidates(head, isAll, delimiter, layoutOf))
            .OrderByDescending(c => c.IsEnough).ThenByDescending(c => c.Known).ThenBy(c => c.Known == 0 ? c.Row : 0)
            .ThenByDescending(c => c.Delimiter == declared).ThenByDescending(c => c.Names.Length).ThenBy(c => c.Row).FirstOrDefault();
        if (!isFinal && best is not { IsEnough: true }) return null;
        if (best is null) throw new FileFaultException(isAll ? "The file has no rows." : "The first line, which must name the columns, is longer than a megabyte.");
        if (best.Error is not null) throw new FileFaultException($"Row {best.Row}, which must name the columns, cannot be read. {best.Error}");
        Layout.CheckSize(best.Cells);
        if (best.Known == 0 && !isLenient)
        {
            throw new FileFaultException(
                $"Row {best.Row} must name the columns (such as eventType,leadId,timestamp or name,email), but it says: {Layout.Shown(best.Cells)}.");
        }

        return new(best.Delimiter, best.Row, best.Cells);
    }

    /// <summary>Spreadsheets may say <c>sep=;</c> in a line of its own before the header.</summary>
    private static char? Declared(ReadOnlySpan<char> head)
    {
        head = head.TrimStart();
        if (head.Length < 6 || !head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || head[5] is not ('\r' or '\n')) return null;
        return Delimiters.Contains(head[4]) ? head[4] : null;
    }

    /// <summary>The first records as headers. A record that is not complete, or whose quotes are not balanced, is none unless it is the first.</summary>
    private static IEnumerable<Candidate> Candidates(ReadOnlyMemory<char> head, bool isAll, char delimiter, Func<IReadOnlyCollection<string>, Layout> layoutOf)
    {
        using var records = new CsvRecords(head, delimiter);
        for (long row = 1, tried = 0; tried < MaxRecordsBefore && records.Read(); row++)
        {
            if (records.End == head.Length && !isAll) yield break;
            var cells = new string[records.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = VisibleText.Trim(records.Cell(i));
            var bad = records.Fault;
            if ((bad is null && Array.TrueForAll(cells, c => c.Length == 0)) || Declared(head.Span[records.Start..records.End]) is not null) continue;
            tried++;
            var names = cells[..(Array.FindLastIndex(cells, Math.Min(cells.Length, Layout.MaxColumns) - 1, c => c.Length > 0) + 1)];
            var (known, isEnough) = bad is null ? layoutOf(names).Judge(names) : (0, false);
            yield return new(delimiter, row, cells, names, known, isEnough, bad);
            if (bad is not null) yield break;
        }
    }

    /// <param name="Names">The cells, at most 1,000, up to the last that has a text.</param>
    private sealed record Candidate(char Delimiter, long Row, string[] Cells, string[] Names, int Known, bool IsEnough, string? Error);
}
