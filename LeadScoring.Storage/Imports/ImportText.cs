using System.Globalization;
using System.Text.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Queue;

namespace LeadScoring.Storage.Imports;

/// <summary>
/// The lists of an import as text. Columns and defaults are JSON arrays, null when they are empty; stream positions are in the bulk lane,
/// <c>partition:entry</c>: <c>0:1700000000000-5 3:1700000000001-0</c>.
/// </summary>
internal static class ImportText
{
    public static string Write(IReadOnlyList<EntryLocation> positions) =>
        string.Join(' ', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Partition}:{p.EntryId}")));

    public static List<EntryLocation> ReadPositions(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(position => position.Split(':'))
            .Select(parts => new EntryLocation(Lane.Bulk, int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))];

    /// <summary>Names are cut to the length that is stored.</summary>
    public static string? Write(IReadOnlyList<ImportColumn> columns) => WriteJson([.. columns.Select(Shortened)]);

    public static List<ImportColumn> ReadColumns(string? text) => ReadJson<ImportColumn>(text);

    public static string? Write(IReadOnlyList<ImportDefault> defaults) => WriteJson(defaults);

    public static List<ImportDefault> ReadDefaults(string? text) => ReadJson<ImportDefault>(text);

    /// <summary>Never between the halves of a surrogate pair.</summary>
    private static ImportColumn Shortened(ImportColumn column)
    {
        const int max = ImportColumn.MaxNameLength;
        if (column.Name.Length <= max) return column;
        return column with { Name = column.Name[..(char.IsHighSurrogate(column.Name[max - 1]) ? max - 1 : max)] };
    }

    private static string? WriteJson<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : JsonSerializer.Serialize(items);

    private static List<T> ReadJson<T>(string? text) => text is null ? [] : JsonSerializer.Deserialize<List<T>>(text)!;
}
