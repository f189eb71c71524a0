namespace LeadScoring.Api.Imports.Reading;

/// <summary>The names of the columns. The API's own are recognised without regard to case, spaces, _ and -; others stay as written.</summary>
internal sealed class CsvHeader
{
    public const int MaxColumns = 1_000;
    private const int MaxNameLength = 200;

    /// <summary>All names together: every row repeats them as JSON.</summary>
    private const int MaxNamesLength = 32_768;
    private const int MaxShown = 10;

    private static readonly Dictionary<string, string> Known =
        new[] { "eventId", "eventType", "leadId", "email", "timestamp", "metadata", "name", "company", "status" }
            .ToDictionary(name => name.ToLowerInvariant(), StringComparer.Ordinal);

    private readonly string[] _names;

    private CsvHeader(string[] names) => _names = names;

    public int Count => _names.Length;

    public IReadOnlyList<string> Names => _names;

    /// <exception cref="FileFaultException">It has no column that is needed, one twice, or too many columns.</exception>
    public static CsvHeader Read(string[] cells)
    {
        if (cells.Length > MaxColumns) throw new FileFaultException($"The file has {cells.Length} columns; at most {MaxColumns} are read. Leave out those that scoring does not need.");
        var names = cells.Select((cell, i) => NameOf(cell.Trim(), i)).ToArray();
        if (!names.Any(n => n is "eventType" or "email" or "leadId"))
        {
            throw new FileFaultException(
                $"Row 1 must name the columns (such as eventType,leadId,timestamp or name,email), but it says: {Shown(cells)}.");
        }

        var length = names.Sum(n => n.Length);
        if (length > MaxNamesLength || Array.Exists(names, n => n.Length > MaxNameLength))
        {
            throw new FileFaultException($"The names of columns are too long: at most {MaxNameLength} characters each, and {MaxNamesLength:N0} together. They begin: {Shown(cells)}.");
        }

        var twice = names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        return twice.Length == 0
            ? new CsvHeader(names)
            : throw new FileFaultException($"These columns are named more than once: {Shown(twice)}. Give each its own name.");
    }

    private static string NameOf(string cell, int index)
    {
        var key = string.Concat(cell.Where(c => c is not (' ' or '_' or '-'))).ToLowerInvariant();
        if (Known.TryGetValue(key, out var known)) return known;
        return cell.Length == 0 ? $"column{index + 1}" : cell;
    }

    public static string Shown(IEnumerable<string> all)
    {
        var names = all.ToArray();
        var shown = names.Take(MaxShown).Select(n => n.Length <= 40 ? n : n[..40] + "…");
        return string.Join(", ", shown) + (names.Length > MaxShown ? ", …" : "");
    }
}
