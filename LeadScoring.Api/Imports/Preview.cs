using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Imports.Rows;
using LeadScoring.Contracts.Imports;

namespace LeadScoring.Api.Imports;

/// <summary>The first rows of a file, cell by cell, as they would be read: what a person looks at before the file is sent.</summary>
internal sealed class Preview(IReadOnlyList<Column> columns)
{
    private const int MaxRows = 20;
    private const int MaxCells = 4_000;
    private const int MaxTextLength = 100;

    private static readonly PreviewCellResponse Empty = new("", null, null);
    private readonly Dictionary<string, int> _places = columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);
    private readonly int _maxRows = Math.Clamp(MaxCells / Math.Max(1, columns.Count), 1, MaxRows);
    private readonly List<PreviewRowResponse> _rows = [];

    public IReadOnlyList<PreviewRowResponse> Rows => _rows;

    /// <param name="row">Ignored when there are enough.</param>
    /// <param name="reason">Why it would be rejected; null when it would be taken.</param>
    /// <param name="errors">The same by field, as far as fields are to blame.</param>
    /// <param name="time">The time of its event; null when it has none.</param>
    /// <param name="email">The address of its lead.</param>
    public void Add(Row row, string? reason, in FieldErrors errors, string? time, string? email)
    {
        if (_rows.Count == _maxRows) return;
        var cells = new PreviewCellResponse[columns.Count];
        Array.Fill(cells, Empty);
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (!row.Cells[i].IsEmpty && _places.TryGetValue(row.Columns[i].Name, out var place)) cells[place] = new(Shown(row.Cells[i]), null, null);
        }

        Set(row, cells, Field.Timestamp, cell => cell with { ReadAs = Other(cell, time) });
        Set(row, cells, Field.Email, cell => cell with { ReadAs = Other(cell, email) });
        foreach (var (name, messages) in errors.ByField())
        {
            if (FieldNames.Parse(name) is { } field && !Set(row, cells, field, cell => cell with { ReadAs = null, Error = messages[0] })) SetMissing(cells, field, messages[0]);
        }

        _rows.Add(new(row.Number, row.Error ?? reason, cells));
    }

    public static string Shown(in Cell cell)
    {
        var text = cell.AnyText ?? System.Text.Encoding.UTF8.GetString(cell.Json.Span);
        return text.Length <= MaxTextLength ? text : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)] + "…";
    }

    private static string? Other(PreviewCellResponse cell, string? text) => text is null || text == cell.Text || text.Length > 3 * MaxTextLength ? null : text;

    /// <summary>Changes the cell that a row's field is read from, if it has one: of several the surest, of a whole in parts the first.</summary>
    /// <returns>False: it has none.</returns>
    private bool Set(Row row, PreviewCellResponse[] cells, Field field, Func<PreviewCellResponse, PreviewCellResponse> change)
    {
        var used = row.Columns.Index().Take(row.Cells.Length)
            .Where(c => c.Item.Field != Field.Other && c.Item.Competes(field) && !row.Cells[c.Index].IsEmpty)
            .OrderBy(c => c.Item.Rank).Select(c => c.Item.Name).FirstOrDefault();
        if (used is null || !_places.TryGetValue(used, out var place)) return false;
        cells[place] = change(cells[place]);
        return true;
    }

    /// <summary>A value that is needed and missing is an error of the cell in which it should be; that of a lead, of its id or else of its address.</summary>
    private void SetMissing(PreviewCellResponse[] cells, Field field, string error)
    {
        var place = columns.Index().Where(c => !c.Item.IsSpare && (c.Item.Competes(field) || (field == Field.LeadId && c.Item.Field == Field.Email)))
            .OrderBy(c => c.Item.Competes(field) ? 0 : 1).Select(c => c.Index).FirstOrDefault(-1);
        if (place >= 0) cells[place] = cells[place] with { Error = error };
    }
}
