using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Contracts.Imports;

namespace LeadScoring.Web.Imports.Review;

/// <summary>What somebody says of a file, instead of having it guessed. Null, or nothing, is guessed.</summary>
public sealed record ReadingChoices
{
    /// <summary>The column is kept in the metadata, under its own name.</summary>
    public const string Detail = "metadata.*";

    /// <summary>The column is left out.</summary>
    public const string LeaveOut = "";

    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly string[] OfLeads = ["email", "name", "firstName", "lastName", "company", "status", "metadata"];
    private static readonly string[] OfEvents = ["email", "leadId", "eventType", "timestamp", "date", "time", "eventId", "name", "firstName", "lastName", "company", "metadata"];

    /// <summary>events or leads.</summary>
    public string? Kind { get; init; }

    /// <summary>Fields, as the API spells them, by columns.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    public string? Encoding { get; init; }

    public string? Delimiter { get; init; }

    public bool CreateLeads { get; init; } = true;

    /// <summary>Whether nothing differs from what is guessed.</summary>
    [JsonIgnore]
    public bool AreNone => Kind is null && Columns.Count == 0 && Encoding is null && Delimiter is null;

    /// <summary>The fields that a column can be taken for, besides <see cref="Detail"/> and <see cref="LeaveOut"/>.</summary>
    public static IReadOnlyList<string> FieldsOf(string kind) => kind == "leads" ? OfLeads : OfEvents;

    /// <summary>A column is taken for a field. One that was chosen for the same field before is kept as a detail: a field has one column.</summary>
    public ReadingChoices With(string column, string field)
    {
        var columns = new Dictionary<string, string>(Columns, StringComparer.Ordinal);
        if (field is not (Detail or LeaveOut))
        {
            foreach (var (other, _) in Columns.Where(c => c.Value == field)) columns[other] = Detail;
        }

        columns[column] = field;
        return this with { Columns = columns };
    }

    /// <summary>The fields of the other kind do not hold for this one.</summary>
    public ReadingChoices WithKind(string kind)
    {
        var fields = FieldsOf(kind);
        return this with { Kind = kind, Columns = Columns.Where(c => c.Value is Detail or LeaveOut || fields.Contains(c.Value)).ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>The API's form field <c>mapping</c>; null: all is guessed.</summary>
    public string? Mapping() =>
        Columns.Count == 0 && Encoding is null && Delimiter is null ? null : JsonSerializer.Serialize(new { Columns, Encoding, Delimiter }, WithoutNulls);

    public string Write() => JsonSerializer.Serialize(this, WithoutNulls);

    /// <returns>None, when it is nothing that <see cref="Write"/> has written.</returns>
    public static ReadingChoices Read(string? json)
    {
        try
        {
            return json is null ? new() : JsonSerializer.Deserialize<ReadingChoices>(json, WithoutNulls) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    /// <summary>What files with the same columns have in common. Not the names themselves, of which there may be many.</summary>
    public static string KeyOf(IEnumerable<InspectedColumnResponse> columns) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(c => c.Name)))), 0, 12);
}
