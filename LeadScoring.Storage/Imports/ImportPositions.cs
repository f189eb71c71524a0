using System.Globalization;
using LeadScoring.Core.Queue;

namespace LeadScoring.Storage.Imports;

/// <summary>Stream positions in the bulk lane as text, <c>partition:entry</c>: <c>0:1700000000000-5 3:1700000000001-0</c>.</summary>
internal static class ImportPositions
{
    public static string Write(IReadOnlyList<EntryLocation> positions) =>
        string.Join(' ', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Partition}:{p.EntryId}")));

    public static List<EntryLocation> Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(position => position.Split(':'))
            .Select(parts => new EntryLocation(Lane.Bulk, int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))];
}
