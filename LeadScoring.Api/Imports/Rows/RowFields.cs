using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>The cells of a row by what they were taken for, and the rest as metadata. One is used for all rows of an import, one after the other.</summary>
/// <param name="isOwnExport">One of our own exports wrote the file: its texts are what they say.</param>
internal sealed class RowFields(bool isOwnExport)
{
    /// <summary>How databases, spreadsheets and programs write that there is no value. In names and in the metadata they are texts.</summary>
    private static readonly HashSet<string> Nulls = new(["NULL", "\\N", "(null)", "<null>", "NA", "N/A", "#N/A", "#N/A!", "NaN", "None", "nil", "undefined", "(empty)", "(not set)"], StringComparer.OrdinalIgnoreCase);

    private readonly Cell[] _cells = new Cell[Enum.GetValues<Field>().Length];

    /// <summary>Where each of the cells is from.</summary>
    private readonly Column?[] _columns = new Column?[Enum.GetValues<Field>().Length];
    private readonly HashSet<Field> _twice = [];

    public RowMetadata Metadata { get; } = new();

    /// <summary>Fields that the row has more than once.</summary>
    public IReadOnlySet<Field> Twice => _twice;

    public Cell this[Field field] => _cells[(int)field];

    /// <summary>A text without what is around it; null when it is left out.</summary>
    public string? Text(Field field) => this[field] is { IsEmpty: false } cell && cell.AnyText is { } text && VisibleText.Trim(text) is { Length: > 0 } trimmed ? trimmed : null;

    /// <param name="row">Has no error.</param>
    /// <param name="isAlsoMetadata">Fields that are kept in the metadata as well, under the column's name.</param>
    public void Read(Row row, Func<Field, bool> isAlsoMetadata)
    {
        Array.Clear(_cells);
        Array.Clear(_columns);
        _twice.Clear();
        Metadata.Clear();
        for (var i = 0; i < row.Cells.Length; i++)
        {
            var (column, cell) = (row.Columns[i], row.Cells[i]);
            if (cell.IsEmpty || column.Field == Field.None) continue;
            if (column.Field == Field.Other || isAlsoMetadata(column.Field)) Metadata.Add(column.Name, cell);
            if (column.Field != Field.Other) Set(column, cell);
        }

        foreach (var (whole, parts) in Column.Wholes)
        {
            if (Rank(whole) <= Math.Min(Rank(parts[0]), Rank(parts[1]))) Array.ForEach(parts, Drop);
            else Drop(whole);
        }
    }

    private int Rank(Field field) => _columns[(int)field]?.Rank ?? int.MaxValue;

    private void Set(Column column, in Cell cell)
    {
        var known = Rank(column.Field);
        if (!isOwnExport && cell.Text is { } text && Nulls.Contains(text) && column.Field is not (Field.Name or Field.FirstName or Field.LastName)) return;
        if (known == column.Rank) _twice.Add(column.Field);
        else if (known < column.Rank || (column.IsGuess && !Fits(column.Field, cell))) Metadata.Add(column.Name, cell);
        else
        {
            Drop(column.Field);
            (_cells[(int)column.Field], _columns[(int)column.Field]) = (cell, column);
        }
    }

    /// <summary>Keeps what the column of the field says in the metadata instead.</summary>
    public void Drop(Field field)
    {
        if (_columns[(int)field] is not { } column) return;
        Metadata.Add(column.Name, _cells[(int)field]);
        (_cells[(int)field], _columns[(int)field]) = (default, null);
    }

    private static bool Fits(Field field, in Cell cell) => field switch
    {
        Field.Metadata => cell.Kind == System.Text.Json.JsonTokenType.StartObject,
        Field.Status => cell.Text is { } text && Leads.LeadStatusNames.ByName.ContainsKey(LeadRows.Status(text)),
        _ => true,
    };
}
