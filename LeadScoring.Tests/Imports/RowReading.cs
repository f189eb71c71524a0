using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Imports;

namespace LeadScoring.Tests.Imports;

/// <summary>Reads a whole file, from a stream that returns at most so many bytes at a time.</summary>
internal static class RowReading
{
    public static Task<List<Row>> RowsAsync(string file, int atATime = int.MaxValue) => RowsAsync(Encoding.UTF8.GetBytes(file), atATime);

    public static async Task<List<Row>> RowsAsync(byte[] file, int atATime = int.MaxValue)
    {
        var source = await OpenAsync(file, atATime);
        var rows = new List<Row>();
        while (await source.ReadAsync(default) is { Count: > 0 } some) rows.AddRange(some);
        return rows;
    }

    public static Task<IRowSource> OpenAsync(byte[] file, int atATime = int.MaxValue) => OpenAsync(new DrippingStream(new MemoryStream(file), atATime));

    public static Task<IRowSource> OpenAsync(Stream file) => FileReader.OpenAsync(file, ImportKind.Events, Mapping.None, default);

    public static async Task<string> FaultAsync(byte[] file) => (await Assert.ThrowsAsync<FileFaultException>(() => RowsAsync(file))).Message;

    /// <summary>As it stands in the file.</summary>
    public static string Text(this Row row) => row.Reject("").Text;

    /// <summary>The cells that are not empty, known columns by the API's names.</summary>
    public static string JsonText(this Row row)
    {
        var json = new JsonObject();
        for (var i = 0; i < row.Cells.Length; i++)
        {
            var (column, cell) = (row.Columns[i], row.Cells[i]);
            if (!cell.IsEmpty) json[column.FieldName is null or FieldNames.Other ? column.Name : column.FieldName] = cell.Text is { } text ? text : JsonNode.Parse(cell.Json.Span);
        }

        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
