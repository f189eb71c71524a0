using System.Text;
using System.Text.Json;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Columns;

/// <summary>What a client says of a file, instead of having it guessed: the form field <c>mapping</c>.</summary>
/// <param name="Columns">Fields by the <see cref="ColumnNames.Key"/> of the column's name, or by the name itself where it has no letters.</param>
/// <param name="Encoding">Null: to be found out.</param>
/// <param name="Delimiter">Null: to be found out.</param>
internal sealed record Mapping(IReadOnlyDictionary<string, Field> Columns, Encoding? Encoding, char? Delimiter)
{
    /// <summary>The names as the client wrote them, by the keys of <see cref="Columns"/>.</summary>
    public IReadOnlyDictionary<string, string> Names { get; private init; } = new Dictionary<string, string>();

    public const int MaxBytes = 128 * 1024;
    private const string HowTo = "Send a JSON object such as {\"columns\": {\"E-mail\": \"email\", \"Comment\": \"\"}}; encoding and delimiter are optional.";
    private const string DelimiterText = ", ; | or a tab";

    public static Mapping None { get; } = new(new Dictionary<string, Field>(), null, null);

    public static string KeyOf(string name) => ColumnNames.Key(name) is { Length: > 0 } key ? key : name;

    /// <returns>The mapping, or what is wrong with it.</returns>
    public static (Mapping? Mapping, string? Error) Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : (null, HowTo);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, HowTo);
        }
    }

    private static (Mapping? Mapping, string? Error) Read(JsonElement given)
    {
        var columns = new Dictionary<string, Field>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        Encoding? encoding = null;
        char? delimiter = null;
        foreach (var member in given.EnumerateObject())
        {
            switch (member.Name)
            {
                case "columns" when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var column in member.Value.EnumerateObject())
                    {
                        if (Parsed(column.Value) is not { } field) return (null, $"columns.{Shown(column.Name)}: Must be one of {string.Join(", ", FieldNames.All)}; or \"\" to leave the column out.");
                        columns[KeyOf(column.Name)] = field;
                        names[KeyOf(column.Name)] = Shown(column.Name);
                    }

                    break;
                case "encoding" when IsLeftOut(member.Value):
                case "delimiter" when member.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "encoding":
                    if (member.Value.ValueKind != JsonValueKind.String || FileEncoding.ByName(member.Value.GetString()!) is not { } named) return (null, "encoding: Must be the name of an encoding, such as utf-8, utf-16, windows-1252 or iso-8859-2.");
                    encoding = named;
                    break;
                case "delimiter":
                    if (member.Value.ValueKind != JsonValueKind.String || member.Value.GetString() is not { Length: 1 } text || !CsvFormat.Delimiters.Contains(text[0])) return (null, $"delimiter: Must be {DelimiterText}.");
                    delimiter = text[0];
                    break;
                default:
                    return (null, HowTo);
            }
        }

        return (new(columns, encoding, delimiter) { Names = names }, null);
    }

    private static bool IsLeftOut(JsonElement value) => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0);

    private static Field? Parsed(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => Field.None,
        JsonValueKind.String => FieldNames.Parse(value.GetString()),
        _ => null,
    };

    private static string Shown(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
