using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 8 };

    public static Mapping None { get; } = new(new Dictionary<string, Field>(), null, null);

    public static string KeyOf(string name) => ColumnNames.Key(name) is { Length: > 0 } key ? key : name;

    /// <returns>The mapping, or what is wrong with it.</returns>
    public static (Mapping? Mapping, string? Error) Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Fields>(json, Strict) is { } given ? Check(given) : (null, HowTo);
        }
        catch (JsonException)
        {
            return (null, HowTo);
        }
    }

    private static (Mapping? Mapping, string? Error) Check(Fields given)
    {
        var columns = new Dictionary<string, Field>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, target) in given.Columns ?? [])
        {
            if (FieldNames.Parse(target) is not { } field) return (null, $"columns.{Shown(name)}: Must be one of {string.Join(", ", FieldNames.All)}; or \"\" to leave the column out.");
            (columns[KeyOf(name)], names[KeyOf(name)]) = (field, Shown(name));
        }

        var encoding = string.IsNullOrEmpty(given.Encoding) ? null : FileEncoding.ByName(given.Encoding);
        if (encoding is null && !string.IsNullOrEmpty(given.Encoding)) return (null, "encoding: Must be the name of an encoding, such as utf-8, utf-16, windows-1252 or iso-8859-2.");
        return given.Delimiter is null || (given.Delimiter.Length == 1 && CsvFormat.Delimiters.Contains(given.Delimiter[0]))
            ? (new(columns, encoding, given.Delimiter?[0]) { Names = names }, null)
            : (null, "delimiter: Must be , ; | or a tab.");
    }

    private static string Shown(string name) => name.Length <= 40 ? name : name[..40] + "…";

    private sealed record Fields(Dictionary<string, string?>? Columns, string? Encoding, string? Delimiter);
}
