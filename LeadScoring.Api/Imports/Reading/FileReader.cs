using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Understands a file by its beginning, whatever its name: encoding, format, delimiter, header and columns; each is what gives known columns.
/// See docs/decisions/0008-imports.md.
/// </summary>
internal static class FileReader
{
    private const int BufferBytes = 64 * 1024;

    private static readonly (byte[] Magic, string What)[] Others =
    [
        ([0x50, 0x4b, 0x03, 0x04], "an Excel workbook or a ZIP archive"), ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
        ([0x1f, 0x8b], "compressed (gzip)"), ([0x25, 0x50, 0x44, 0x46], "a PDF"), ([0x89, 0x50, 0x4e, 0x47], "a picture"),
    ];

    /// <param name="file">Is read to its end by the rows.</param>
    /// <param name="kind">What is in it.</param>
    /// <param name="mapping">What is known of it.</param>
    /// <param name="ct">Ends the reading of its beginning.</param>
    /// <param name="isLenient">Columns that are needed may be missing.</param>
    /// <exception cref="FileFaultException">It is neither CSV nor JSON, or has no columns that are needed.</exception>
    public static async Task<IRowSource> OpenAsync(Stream file, ImportKind kind, Mapping mapping, CancellationToken ct, bool isLenient = false)
    {
        var opened = await FileHead.OpenAsync(file, ct);
        var (head, isAll) = (opened.Head.ToArray(), opened.IsAll);
        if (head.Length == 0) throw new FileFaultException("The file is empty.");
        foreach (var (magic, what) in Others)
        {
            if (head.AsSpan().StartsWith(magic)) throw new FileFaultException($"The file is {what}. Send CSV (in a spreadsheet: save as CSV UTF-8), a JSON array, or a JSON object per line.");
        }

        var pipe = PipeReader.Create(opened, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var encoding = mapping.Encoding ?? FileEncoding.Detect(head);
        var text = encoding.GetString(head);
        var trimmed = text.TrimStart(" \t\r\n\0\u001a\ufeff".ToCharArray());
        return trimmed switch
        {
            ['[', ..] => Json(JsonHead.Read(Encoding.UTF8.GetBytes(trimmed), 0, JsonShape.Array)),
            ['{', ..] => Json(JsonHead.Read(Encoding.UTF8.GetBytes(trimmed))),
            [] when isAll => throw new FileFaultException("The file has no rows."),
            _ => Csv(),
        };

        IRowSource Json(JsonHead found)
        {
            var content = encoding.CodePage == Encoding.UTF8.CodePage
                ? pipe
                : PipeReader.Create(Encoding.CreateTranscodingStream(pipe.AsStream(), encoding, Encoding.UTF8), new StreamPipeReaderOptions(bufferSize: BufferBytes));
            return found.Open(new ByteWindow(content), encoding.WebName, new Layout(kind, mapping, found.Names));
        }

        CsvRows Csv()
        {
            var csv = CsvFormat.Find(text.Replace("\ufeff", "", StringComparison.Ordinal).AsMemory(), isAll, names => new Layout(kind, mapping, names), mapping.Delimiter, isLenient);
            var layout = new Layout(kind, mapping, csv.Header);
            var format = new FileFormat("csv", encoding.WebName, csv.Delimiter, csv.HeaderRow);
            return new CsvRows(new TextWindow(new ByteWindow(pipe), encoding), format, layout, layout.OfHeader(csv.Header, isLenient));
        }
    }
}

/// <summary>What the beginning of a JSON file says of the whole.</summary>
/// <param name="Shape">Null: an object per line.</param>
/// <param name="Start">UTF-8 bytes from the first brace to the array of a wrapped array.</param>
/// <param name="Names">Members of the first objects.</param>
internal sealed record JsonHead(JsonShape? Shape, int Start, IReadOnlyCollection<string> Names)
{
    private const int ObjectsLookedAt = 100;

    /// <summary>How answers and exports call the array that they wrap.</summary>
    private static readonly string[] Wrappers = ["events", "leads", "data", "results", "records", "contacts", "people", "persons", "rows", "list", "batch", "value", "history", "items", "entries", "payload"];

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private static readonly JsonReaderOptions Lenient = new() { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 };

    /// <param name="json">The beginning of the file, from its first brace.</param>
    public static JsonHead Read(ReadOnlySpan<byte> json)
    {
        if (WrappedArray(json) is { } start) return Read(json, start, JsonShape.WrappedArray);
        return Read(json, 0, IsObjectPerLine(json) ? null : JsonShape.Objects);
    }

    public static JsonHead Read(ReadOnlySpan<byte> json, int start, JsonShape? shape) => new(shape, start, Members(json[start..], shape is null or JsonShape.Objects ? 0 : 1));

    public IRowSource Open(ByteWindow window, string encoding, Layout layout) => Shape is { } shape
        ? new JsonValueRows(window, shape, Start, new FileFormat("json", encoding), layout)
        : new JsonLineRows(window, new FileFormat("ndjson", encoding), layout);

    /// <summary>Where the array begins if the first object is only its wrapper.</summary>
    private static int? WrappedArray(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Lenient));
        try
        {
            string? name = null;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject) return null;
                if (reader.CurrentDepth != 1) continue;
                if (reader.TokenType == JsonTokenType.PropertyName) name = ColumnNames.Key(reader.GetString()!);
                else if (reader.TokenType == JsonTokenType.StartArray && Wrappers.Contains(name) && StartsWithObject(json[(int)reader.BytesConsumed..])) return (int)reader.TokenStartIndex;
                else if (reader.TokenType == JsonTokenType.String && name is "email" or "emailaddress" or "leadid" or "eventid" or "eventtype") return null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever is wrong is said when its row is read.
        }

        return null;
    }

    private static bool StartsWithObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)']', ..];

    /// <summary>Whether the first line is an object by itself, or the next line begins another one.</summary>
    private static bool IsObjectPerLine(ReadOnlySpan<byte> json)
    {
        json = json.TrimEnd(Blanks);
        var line = json.IndexOfAny("\r\n"u8) is var end and >= 0 ? json[..end] : json;
        var next = json[line.Length..].TrimStart(Blanks);
        line = line.TrimEnd(" \t,"u8);
        var scan = default(JsonScan);
        var length = scan.Next(line);
        if (scan.IsDone && length == line.Length) return true;
        return next.IsEmpty ? !scan.IsDone : next[0] == '{' && line.Length > 1;
    }

    /// <summary>The names of the members of objects at a depth.</summary>
    private static List<string> Members(ReadOnlySpan<byte> json, int depth)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var objects = 0;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Lenient));
        try
        {
            while (objects < ObjectsLookedAt && names.Count < Layout.MaxColumns && reader.Read())
            {
                if (reader.CurrentDepth == depth + 1 && reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is { } name && seen.Add(name)) names.Add(name);
                if (reader.CurrentDepth == depth && reader.TokenType == JsonTokenType.EndObject) objects++;
                if (reader.CurrentDepth < depth && reader.TokenType == JsonTokenType.EndArray) break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever is wrong is said when its row is read.
        }

        return names;
    }
}
