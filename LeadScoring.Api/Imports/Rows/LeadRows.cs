using System.Text;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Api.Leads;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>A row of a file of leads.</summary>
/// <param name="Draft">The lead; null when something is wrong with it.</param>
/// <param name="Error">What is wrong with it.</param>
/// <param name="IsNamed">Whether it has a name of its own, and not that of its address.</param>
/// <param name="HasStatus">Whether it has a status of its own.</param>
internal sealed record LeadRow(LeadDraft? Draft, string? Error, bool IsNamed, bool HasStatus)
{
    /// <summary>The same by field, where fields are to blame.</summary>
    public FieldErrors Errors { get; init; }
}

/// <summary>Makes leads of rows, by the rules by which the API reads a lead. Further columns go into the lead's metadata; the status may be in any case.</summary>
internal sealed class LeadRows(bool isOwnExport)
{
    /// <summary>With the checks that the API makes of a request.</summary>
    private static readonly (RequestField Field, Func<object, object?> Value)[] Checked =
        [.. JsonSerializerOptions.Web.GetTypeInfo(typeof(LeadRequest)).Properties.Select(property => (RequestField.OfBody(property), property.Get!))];

    private readonly RowFields _fields = new(isOwnExport);

    public LeadRow Read(Row row)
    {
        if (row.Error is not null) return Wrong(row.Error);
        _fields.Read(row, _ => false);
        var errors = new FieldErrors();
        foreach (var field in _fields.Twice) errors.Add(FieldNames.Of(field)!, "Send it only once.");
        var (name, email, status) = (Name(_fields), Text(Field.Email, ref errors), Text(Field.Status, ref errors));
        foreach (var field in new[] { Field.Name, Field.FirstName, Field.LastName }) Text(field, ref errors);
        var request = new LeadRequest(name ?? NameOf(EmailAddress.Clean(email ?? "")), email ?? "", Text(Field.Company, ref errors), status is null ? null : Status(status), Metadata(ref errors));
        if (!errors.Any)
        {
            foreach (var (field, value) in Checked)
            {
                if (field.Check(value(request)) is { } error) errors.Add(field.Name, error);
            }
        }

        return errors.Any ? Wrong(errors.ToString()) with { Errors = errors } : new(request.ToDraft(), null, name is not null, status is not null);
    }

    /// <summary>The name, or first and last name; null when there is none.</summary>
    public static string? Name(RowFields fields)
    {
        if (fields.Text(Field.Name) is { } name) return name;
        var (first, last) = (fields.Text(Field.FirstName), fields.Text(Field.LastName));
        return first is null || last is null ? first ?? last : $"{first} {last}";
    }

    /// <summary>Of a lead that has none: its address, or as much of it as a name can have.</summary>
    public static string NameOf(string email)
    {
        const int max = LeadRequest.MaxNameLength;
        return email.Length <= max ? email : email[..(char.IsHighSurrogate(email[max - 1]) ? max - 1 : max)];
    }

#pragma warning disable CA1308 // The API's spelling is lower case
    public static string Status(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308

    private static LeadRow Wrong(string error) => new(null, error, false, false);

    private string? Text(Field field, ref FieldErrors errors)
    {
        if (_fields[field] is { IsEmpty: false, AnyText: null }) errors.Add(FieldNames.Of(field)!, "Must be a text.");
        return _fields.Text(field);
    }

    /// <summary>As it is, if there are no further columns: an exported lead comes back unchanged.</summary>
    private string? Metadata(ref FieldErrors errors)
    {
        var metadata = _fields.Metadata;
        if (!metadata.SetOwn(_fields[Field.Metadata])) errors.Add("metadata", "Must be a JSON object.");
        else if (metadata.Depth >= JsonBody.MaxDepth) errors.Add("metadata", $"Must not nest deeper than {JsonBody.MaxDepth - 1} levels.");
        else if (metadata.HasOthers) return Encoding.UTF8.GetString(metadata.Write());
        return metadata.Own.Json.IsEmpty ? null : Encoding.UTF8.GetString(metadata.Own.Json.Span);
    }
}
