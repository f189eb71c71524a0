using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>Reads a row of a file as the API reads a lead. Further columns go into the lead's metadata; the status may be in any case.</summary>
internal static class LeadRowReader
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonBody.MaxDepth };

    /// <summary>The lead, or what is wrong with the row.</summary>
    public static (LeadDraft? Draft, string? Error) Read(SourceRow row)
    {
        if (row.Error is not null) return (null, row.Error);
        if (!Utf8.IsValid(row.Json.Span)) return (null, "It contains bytes that are not UTF-8. Save the file as UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(row.Json, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, "It is not a JSON object.");
            var errors = new FieldErrors();
            var request = ToRequest(document.RootElement, ref errors);
            if (!errors.Any) Check(request, ref errors);
            return errors.Any ? (null, errors.ToString()) : (request.ToDraft(), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "It is not a JSON object.");
        }
    }

    private static LeadRequest ToRequest(JsonElement row, ref FieldErrors errors)
    {
        string? name = null, email = null, company = null, status = null;
        var metadata = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in row.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            switch (member.Name)
            {
                case "name": Set(ref name, member, ref errors); break;
                case "email": Set(ref email, member, ref errors); break;
                case "company": Set(ref company, member, ref errors); break;
                case "status": Set(ref status, member, ref errors); break;
                case "metadata" when member.Value.ValueKind != JsonValueKind.Object: errors.Add("metadata", "Must be a JSON object."); break;
                case "metadata":
                    foreach (var own in member.Value.EnumerateObject()) metadata[own.Name] = own.Value;
                    break;
                default: metadata.TryAdd(member.Name, member.Value); break;
            }
        }

        return new LeadRequest(name ?? "", email ?? "", company, status?.ToLowerInvariant(), metadata.Count == 0 ? null : Text(metadata));
    }

    private static void Set(ref string? field, JsonProperty member, ref FieldErrors errors)
    {
        if (field is not null) errors.Add(member.Name, "Send it only once.");
        else if (member.Value.ValueKind == JsonValueKind.String) field = member.Value.GetString();
        else errors.Add(member.Name, "Must be a text.");
    }

    private static string Text(SortedDictionary<string, JsonElement> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        foreach (var (name, value) in metadata)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The checks that the API makes of a request; of each field the first one that fails.</summary>
    private static void Check(LeadRequest request, ref FieldErrors errors)
    {
        Check("name", nameof(LeadRequest.Name), request.Name, request, ref errors);
        Check("email", nameof(LeadRequest.Email), request.Email, request, ref errors);
        Check("company", nameof(LeadRequest.Company), request.Company, request, ref errors);
        Check("status", nameof(LeadRequest.Status), request.Status, request, ref errors);
        Check("metadata", nameof(LeadRequest.Metadata), request.Metadata, request, ref errors);
    }

    private static void Check(string field, string property, string? value, LeadRequest request, ref FieldErrors errors)
    {
        var failed = new List<ValidationResult>();
        if (!Validator.TryValidateProperty(value, new ValidationContext(request) { MemberName = property }, failed)) errors.Add(field, failed[0].ErrorMessage!);
    }
}
