using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Columns;

/// <summary>
/// What the columns of one file are taken for. The columns of CSV are all known from its header; the members of JSON objects become known
/// row by row. Remembers which were used, for the import's record.
/// </summary>
internal sealed class Layout(ImportKind kind, Mapping mapping, IReadOnlyCollection<string> firstNames)
{
    public const int MaxColumns = 1_000;
    public const int MaxNameLength = 200;

    /// <summary>All names together: every row repeats those of its cells in its metadata.</summary>
    private const int MaxNamesLength = 32_768;
    private const int MaxShown = 10;

    private readonly Dictionary<string, Column> _seen = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ImportKind Kind => kind;

    /// <summary>Whether one of our own exports wrote the file.</summary>
    public bool IsOwnExport { get; } = ColumnNames.IsOwnExport(kind, firstNames);

    /// <summary>The columns so far, at most 1,000, in the order in which they appeared.</summary>
    public IReadOnlyList<Column> Columns
    {
        get
        {
            lock (_gate) return [.. _seen.Values];
        }
    }

    /// <summary>Says which column is missing; null when there are all that are needed.</summary>
    public string? Missing => Lacks(_seen.Count > 0 ? Columns : [.. firstNames.Select(Find)]);

    /// <summary>Says that the file is of the other kind; null when it may be of this one.</summary>
    public string? OtherKind => kind == ImportKind.Leads ? Events([.. firstNames.Select(Find)]) : null;

    /// <summary>How a column with this name would be taken if it were alone.</summary>
    public Column Find(string name)
    {
        if (mapping.Columns.Count > 0 && mapping.Columns.TryGetValue(Mapping.KeyOf(name), out var field)) return new(name, field, -1);
        return ColumnNames.Find(kind, IsOwnExport, name);
    }

    /// <summary>The columns of rows with these names. Of several for one field, the best that has a value in the row is it, and the others are kept in the metadata.</summary>
    public Column[] Resolve(IReadOnlyList<string> names)
    {
        var columns = names.Select(Find).ToArray();
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            if (Array.Exists(columns, other => other.Rank < column.Rank && other.Competes(column.Field))) columns[i] = column with { IsSpare = true };
        }

        Remember(columns);
        return columns;
    }

    /// <summary>The columns of a CSV file.</summary>
    /// <exception cref="FileFaultException">It lacks a column that is needed, has one twice, or has too many.</exception>
    public Column[] OfHeader(string[] cells, bool isLenient)
    {
        var names = cells.Select((cell, i) => cell.Length == 0 ? $"column{i + 1}" : cell).ToArray();
        CheckSize(names);
        if (UnknownNames(names).FirstOrDefault() is { } absent)
        {
            throw new FileFaultException($"{absent}: The file has no such column. Its columns are: {Shown(names)}.", "mapping");
        }

        var columns = Resolve(names);
        var same = columns.Where(c => c.Field != Field.None).GroupBy(c => (c.Field, c.Field == Field.Other ? c.Name : "", c.Rank)).Where(g => g.Count() > 1).ToList();
        if (same.Find(g => g.First() is { Rank: < 0, Field: not Field.Other }) is { } mapped)
        {
            throw new FileFaultException($"{FieldNames.Of(mapped.Key.Field)}: Several columns are mapped to it: {Shown(mapped.Select(c => c.Name))}. Choose one.", "mapping");
        }

        if (same.Count > 0) throw new FileFaultException($"These columns are named more than once: {Shown(same.SelectMany(g => g.Select(c => c.Name)))}. Give each its own name.");
        return !isLenient && Lacks(columns) is { } missing ? throw new FileFaultException($"{missing} Its columns are: {Shown(names)}.") : columns;
    }

    /// <summary>Names in the mapping that are none of these.</summary>
    public IEnumerable<string> UnknownNames(IEnumerable<string> names) => mapping.Columns.Keys.Except(names.Select(Mapping.KeyOf)).Select(key => mapping.Names[key]);

    /// <exception cref="FileFaultException">There are too many columns, or their names are too long.</exception>
    public static void CheckSize(string[] names)
    {
        if (names.Length > MaxColumns) throw new FileFaultException($"The file has {names.Length} columns; at most {MaxColumns} are read. Leave out those that scoring does not need.");
        if (names.Sum(n => n.Length) > MaxNamesLength || Array.Exists(names, n => n.Length > MaxNameLength))
        {
            throw new FileFaultException($"The names of columns are too long: at most {MaxNameLength} characters each, and {MaxNamesLength:N0} together. They begin: {Shown(names)}.");
        }
    }

    /// <summary>How many of these names are known, for finding the header of a file; and whether they are enough.</summary>
    public (int Known, bool IsEnough) Judge(IReadOnlyList<string> names)
    {
        var columns = names.Where(n => n.Length > 0).Select(Find).ToList();
        return (columns.Where(c => c.Field != Field.Other).DistinctBy(c => (c.Field, c.Field == Field.None ? c.Name : "")).Count(), Lacks(columns) is null);
    }

    public static string Shown(IEnumerable<string> all)
    {
        var names = all.ToArray();
        var shown = names.Take(MaxShown).Select(n => n.Length <= 40 ? n : n[..40] + "…");
        return string.Join(", ", shown) + (names.Length > MaxShown ? ", …" : "");
    }

    private string? Lacks(IReadOnlyCollection<Column> columns)
    {
        var fields = columns.Select(c => c.Field).ToHashSet();
        if (kind == ImportKind.Leads) return fields.Contains(Field.Email) ? Events(columns) : "The file has no column email.";
        if (!fields.Contains(Field.EventType)) return "The file has no column eventType.";
        return fields.Contains(Field.LeadId) || fields.Contains(Field.Email) ? null : "The file has neither a column leadId nor a column email.";
    }

    /// <summary>A file of events would pass for one of leads without names.</summary>
    private string? Events(IReadOnlyCollection<Column> columns) =>
        mapping.Columns.Count == 0 && !columns.Any(c => c.Field is Field.Name or Field.FirstName or Field.LastName or Field.Company or Field.Status)
            && columns.FirstOrDefault(c => ColumnNames.IsEventType(c.Name)) is { } type
            ? $"The file has events, since it has a column {type.Name}: send it to /api/events/upload. If its rows are leads, send the mapping {{\"columns\": {{\"{type.Name}\": \"metadata.*\"}}}}."
            : null;

    private void Remember(IEnumerable<Column> columns)
    {
        lock (_gate)
        {
            foreach (var column in columns)
            {
                if (_seen.Count >= MaxColumns && !_seen.ContainsKey(column.Name)) return;
                _seen.TryAdd(column.Name, column);
            }
        }
    }
}
