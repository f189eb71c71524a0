using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Imports.Review;

/// <summary>What the review of a file says.</summary>
public static class ReviewTexts
{
    /// <summary>What files are written in, by those who do not write UTF-8.</summary>
    private static readonly (string Value, string Name)[] Known =
    [
        ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16BE", "UTF-16, big endian"), ("windows-1252", "Windows-1252 (western)"), ("windows-1250", "Windows-1250 (central European)"),
        ("windows-1251", "Windows-1251 (Cyrillic)"), ("windows-1253", "Windows-1253 (Greek)"), ("windows-1254", "Windows-1254 (Turkish)"), ("iso-8859-1", "ISO 8859-1"),
        ("iso-8859-2", "ISO 8859-2"), ("macintosh", "Mac Roman"), ("shift_jis", "Shift JIS (Japanese)"), ("gb18030", "GB 18030 (Chinese)"), ("big5", "Big5 (Chinese)"), ("euc-kr", "EUC-KR (Korean)"),
    ];

    public static IReadOnlyList<(string Value, string Name)> Delimiters { get; } = [(",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Bar |")];

    public static IEnumerable<(string Value, string Name)> Encodings(string current) =>
        Known.Any(e => e.Value == current) ? Known : Known.Prepend((current, current.ToUpperInvariant()));

    /// <summary>What to choose before anything of the file can count; null: something may.</summary>
    public static string? Obstacle(InspectionResponse file)
    {
        bool Has(string field) => file.Columns.Any(c => c.Field == field);
        if (file is { Rows: 0, IsComplete: true }) return "The file has no rows";
        if (file.Kind == "leads" && !Has("email")) return "Choose the column with the e-mail";
        if (file.Kind == "events" && !Has("leadId") && !Has("email")) return "Choose the column with the e-mail or lead ID";
        if (file.Kind == "events" && !Has("eventType")) return "Choose the column with the event type";
        return file.IsComplete && file.Rejected == file.Rows ? "No row can be read" : null;
    }

    /// <summary>What the button does.</summary>
    public static string Send(InspectionResponse? file) => file is { IsComplete: true } ? $"Import {Numbers.Count(file.Rows - file.Rejected, "row")}" : "Import this file";

    /// <summary>"980 of 1,000 rows readable in the part that was looked at".</summary>
    public static string Readable(InspectionResponse file)
    {
        var part = file.IsComplete ? "" : " in the part that was looked at";
        if (file.Rows == 0) return "No rows" + part;
        return file.Rejected == 0 ? $"{(file.IsComplete ? "All" : "All the first")} {Numbers.Count(file.Rows, "row")} readable" : $"{Numbers.Of(file.Rows - file.Rejected)} of {Numbers.Count(file.Rows, "row")} readable{part}";
    }

    public static string Create(InspectionResponse file) => file.NewLeads switch
    {
        0 => "Create leads that are not here yet.",
        1 => "Create the lead that is not here yet.",
        var leads => $"Create the {Numbers.Of(leads)} leads that are not here yet{(file.IsComplete ? "" : ", and those that follow")}.",
    };

    /// <summary>How times are read; null: there are none.</summary>
    public static string? Times(InspectionResponse file) =>
        file.Columns.Any(c => c.Field is "timestamp" or "date" or "time") ? "Times without an offset are UTC; dates have the year first or the month by name." : null;

    /// <summary>What would surprise.</summary>
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

        if (!file.Encoding.StartsWith("utf-", StringComparison.Ordinal)) yield return $"The text was read as {file.Encoding}. Check the accents.";
        if (file.HeaderRow > 1) yield return $"Row {Numbers.Of(file.HeaderRow.Value)} names the columns. The rows before it are skipped.";
        if (file.Kind == "leads")
        {
            if (!Has("name", "firstName", "lastName")) yield return "No column has a name. Leads are named by their e-mail address.";
            yield break;
        }

        if (!Has("timestamp", "date", "time")) yield return "No column has a time. All events happen now.";
        if (!Has("eventId")) yield return "No column has an event ID. Each event is known by what its row says, so you can import the same file again.";
    }

    public static string Mark(InspectedColumnResponse column) => column.Field is null ? "–" : column.Confidence switch
    {
        "given" or "sure" => "✓",
        "guessed" => "?",
        _ => "–",
    };

    public static string Confidence(InspectedColumnResponse column) => column.Field is null ? "left out" : column.Confidence switch
    {
        "given" => "as you chose",
        "sure" => "sure",
        "guessed" => "guessed, please check",
        _ => "kept as a detail",
    };

    /// <summary>Why a cell is not readable, without the name of its field, which stands above it.</summary>
    public static string CellReason(string error) => error.StartsWith("Required: ", StringComparison.Ordinal) ? "Missing" : error;
}
