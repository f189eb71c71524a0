using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Imports;

/// <summary>What an inspection and an import say, in words.</summary>
public static class ImportTexts
{
    private const long Kilobyte = 1024;
    private const int EmptyFile = 0;

    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
        ["name"] = "no name",
        ["email"] = "no e-mail address",
        ["eventType"] = "no event type",
        ["leadId"] = "no e-mail address and no lead ID",
    };

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["eventId"] = "Event ID",
        ["eventType"] = "Event type",
        ["leadId"] = "Lead ID",
        ["email"] = "E-mail",
        ["timestamp"] = "Time",
        ["date"] = "Date",
        ["time"] = "Time",
        ["metadata"] = "Details",
        ["metadata.*"] = "Detail",
        ["name"] = "Name",
        ["firstName"] = "First name",
        ["lastName"] = "Last name",
        ["company"] = "Company",
        ["status"] = "Status",
    };

    /// <summary>Null: the file may be sent.</summary>
    public static string? Refusal(long bytes) => bytes switch
    {
        EmptyFile => "This file is empty. Choose another one.",
        > ImportEndpoints.MaxFileBytes => "This file is larger than 1 GB. Split it, and import the parts.",
        _ => null,
    };

    /// <summary>What a column is taken for; null: it is not used.</summary>
    public static string? Field(string? field) => field is null ? null : Fields.GetValueOrDefault(field, field);

    /// <summary>A column that is only kept beside the others.</summary>
    public static bool IsDetail(InspectedColumnResponse column) => column.Field == "metadata.*";

    /// <summary>Why nothing of the file could count; null: something may.</summary>
    public static string? Obstacle(InspectionResponse file)
    {
        bool Has(string field) => file.Columns.Any(c => c.Field == field);
        if (file is { Rows: 0, IsComplete: true }) return "The file has no rows.";
        if (file.Kind == "leads" && !Has("email")) return "No column has an e-mail address, by which leads are told apart.";
        if (file.Kind == "events" && !Has("eventType")) return "No column has the type of the events.";
        if (file.Kind == "events" && !Has("leadId") && !Has("email")) return "No column says whose events they are: an e-mail address or a lead ID.";
        return file.IsComplete && file.Rejected == file.Rows ? "Every row would be rejected." : null;
    }

    /// <summary>What to look at before the import.</summary>
    public static IEnumerable<string> Notes(InspectionResponse file)
    {
        bool Has(params ReadOnlySpan<string> fields)
        {
            foreach (var field in fields)
            {
                if (file.Columns.Any(c => c.Field == field)) return true;
            }

            return false;
        }

        if (!file.Encoding.StartsWith("utf-", StringComparison.Ordinal)) yield return $"The text was read as {file.Encoding}. Check accents in the examples.";
        if (file.HeaderRow > 1) yield return $"Row {Numbers.Of(file.HeaderRow.Value)} names the columns. The rows before it are skipped.";
        if (file.Kind == "leads")
        {
            if (!Has("name", "firstName", "lastName")) yield return "No column has a name. Leads are named by their e-mail address.";
            yield break;
        }

        if (!Has("timestamp", "date", "time")) yield return "No column has a time. All events happen now.";
        if (!Has("eventId")) yield return "No column has an event ID. Each event is known by what its row says, so you can import the same file again.";
    }

    public static string Rows(InspectionResponse file) => file.IsComplete ? Numbers.Count(file.Rows, "row") : $"The first {Numbers.Count(file.Rows, "row")}";

    public static string Rejected(InspectionResponse file) =>
        file.Rejected == 0 ? "" : $"{Numbers.Of(file.Rejected)} of {(file.IsComplete ? "the" : "the first")} {Numbers.Count(file.Rows, "row")} will be rejected.";

    /// <summary>Why a row is rejected: the API's text with the names of this page, and in a few words when the field is empty.</summary>
    public static string Reason(string error)
    {
        var end = error.IndexOf(": ", StringComparison.Ordinal);
        if (end < 0) return error;
        var (field, text) = (error[..end], error[(end + 2)..]);
        if (text.StartsWith("Required: ", StringComparison.Ordinal) && Missing.TryGetValue(field, out var missing)) return missing;
        return field == "row" ? text : $"{Fields.GetValueOrDefault(field, field)}: {char.ToLowerInvariant(text[0])}{text[1..]}";
    }

    public static string Size(long bytes) => bytes switch
    {
        < Kilobyte => Numbers.Count(bytes, "byte"),
        < Kilobyte * Kilobyte => $"{Numbers.Of(bytes / Kilobyte)} KB",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (double)(Kilobyte * Kilobyte):N1} MB"),
    };

    /// <summary>Rows that do not count, and are listed with their reasons.</summary>
    public static long RejectedRows(ImportResponse import) => import.Rejected + import.Conflicts + import.LeadDeleted;

    /// <summary>"9,541 counted, 439 were there already, 20 rejected."</summary>
    public static string Result(ImportResponse import)
    {
        var parts = new List<string> { import.Kind == "leads" ? $"{Numbers.Count(import.CreatedLeads, "lead")} created" : $"{Numbers.Of(import.Scored)} counted" };
        if (import.Duplicates > 0) parts.Add($"{Numbers.Of(import.Duplicates)} {(import.Duplicates == 1 ? "was" : "were")} there already");
        if (RejectedRows(import) is > 0 and var rejected) parts.Add($"{Numbers.Of(rejected)} rejected");
        if (import.Failed > 0) parts.Add($"{Numbers.Of(import.Failed)} could not be scored");
        var created = import.Kind == "events" && import.CreatedLeads > 0 ? $" {Numbers.Count(import.CreatedLeads, "lead")} created." : "";
        return string.Join(", ", parts) + "." + created;
    }

    /// <summary>Events that are scored, of those that are queued.</summary>
    public static (long Done, long Total) Scored(ImportResponse import) => (import.Queued - import.Waiting, import.Queued);

    public static bool IsOver(ImportResponse import) => import.State is "completed" or "interrupted" or "failed";
}
